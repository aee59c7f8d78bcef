// The card for the person: copies the text of the SMS. Without this file one selects it.
import "./sheet.scss";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = "Copié.";
    } catch {
      told.textContent = "Le texte est sélectionné\u00a0: copiez-le avec Ctrl\u00a0+\u00a0C.";
    }
  });
}
