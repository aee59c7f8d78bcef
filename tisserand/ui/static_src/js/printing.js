// A page made for paper has a button that prints it.
document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-print]")) print(); });
