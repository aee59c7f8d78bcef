// Referrals: only styles; every gesture is a form.
import "./referral.scss";
