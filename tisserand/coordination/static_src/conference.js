// Meetings: the round is asked again by htmx; nothing else moves by script.
import "./conference.scss";
