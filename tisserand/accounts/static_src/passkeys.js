// Passkeys: the browser asks its owner for a key, the form carries what it answers.
// A form says what to do in `data-passkey`: « create » or « get » with its options in `data-options`, or « sign-in »,
// which asks the server for them when pressed. What goes wrong is told in `[data-passkey-refusal]`.
const WORDS = {
  NotAllowedError: "Rien n’a été confirmé : vous avez renoncé, ou le délai est passé. Vous pouvez réessayer.",
  InvalidStateError: "Cette clé est déjà sur votre compte.",
  SecurityError: "Les clés d’accès ne fonctionnent pas à cette adresse. Passez par l’adresse habituelle de Tisserand.",
  NotSupportedError: "Cet appareil ne sait pas faire ce genre de clé.",
  ConstraintError: "Cet appareil ne sait pas vérifier que c’est vous (code, empreinte ou visage).",
  TooMany: "Trop d’essais. Patientez une minute.",
  Network: "Pas de réseau. Réessayez dans un instant.",
  Unsupported: "Ce navigateur ne connaît pas les clés d’accès. Un navigateur à jour les connaît ; vous pouvez aussi continuer autrement.",
};
const OTHERWISE = "Cela n’a pas marché. Vous pouvez réessayer.";

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function words(buffer) {
  if (!buffer) return null;
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

async function create({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      // A key that the device keeps, and that checks its owner: it then opens alone, without a password.
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  const { response } = credential;
  return told(credential, {
    clientDataJSON: words(response.clientDataJSON),
    attestationObject: words(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function get({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { response } = credential;
  return told(credential, {
    clientDataJSON: words(response.clientDataJSON),
    authenticatorData: words(response.authenticatorData),
    signature: words(response.signature),
    userHandle: words(response.userHandle),
  });
}

function told(credential, response) {
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

const trouble = (name) => Object.assign(new Error(name), { name });

async function askServer(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } }).catch(() => { throw trouble("Network"); });
  if (!answer.ok) throw trouble(answer.status === 429 ? "TooMany" : "Network");
  return (await answer.json()).request_options;
}

function refuse(form, text) {
  const place = form.querySelector("[data-passkey-refusal]");
  place.querySelector("span").textContent = text;
  place.hidden = !text;
}

async function ask(form) {
  const wanted = form.dataset.passkey;
  const options = wanted === "sign-in" ? await askServer(form) : JSON.parse(form.dataset.options);
  return wanted === "create" ? create(options) : get(options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  let isAsking = false;
  if (!window.PublicKeyCredential || !navigator.credentials) {
    refuse(form, WORDS.Unsupported);
    form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; });
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation(); // nothing is sent yet
    if (isAsking) return;
    isAsking = true;
    refuse(form, "");
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      refuse(form, WORDS[error.name] ?? OTHERWISE);
    } finally {
      isAsking = false;
    }
  });
}
