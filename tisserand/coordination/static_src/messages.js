// Messages: only styles; what is read is told by htmx, and by a button without it.
import "./messages.scss";
