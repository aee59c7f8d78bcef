// Agreements: nothing moves by script; what a choice calls for appears by style alone.
import "./consent.scss";
