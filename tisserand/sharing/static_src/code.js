// A photographed code arrives after the « # » of the address, which no server sees: it is put in the field, then
// taken out of the address.
import "./code.scss";

const field = document.querySelector("#id_code");
const letters = decodeURIComponent(location.hash.slice(1));
if (field && letters && !field.value) {
  field.value = letters;
  history.replaceState(null, "", location.pathname);
}
