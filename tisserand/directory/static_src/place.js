// The number of a link arrives after the « # » of the address, which no server sees: it is put in the field, then taken
// out of the address and of the history.
const field = document.querySelector("#place-number");
const letters = decodeURIComponent(location.hash.slice(1));
if (field && letters && !field.value) {
  field.value = letters;
  history.replaceState(null, "", location.pathname);
  field.form.requestSubmit();
}
