// A form that was waiting for a proof of identity is sent again by itself; without script, one presses « Continuer ».
document.querySelector("form[data-resume]")?.requestSubmit();
