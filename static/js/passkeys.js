// Passkeys: shows the browser what the server asks, and sends its answer along with the form.
const NO_ANSWER = "No passkey was chosen, or it took too long. Press the button to be asked again.";
const KNOWN = "This device has a passkey for this account already.";
const NO_NAME = "Passkeys belong to a name, and this page was opened at a number. Open the site under its name.";
const NOT_HERE = "This browser knows no passkeys. Your password works without.";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((credential) => ({ ...credential, id: bytes(credential.id) }));

// Our JSON writes what the browser takes as bytes in base64.
function asked(kind, options) {
  const challenge = bytes(options.challenge);
  if (kind === "get") return { ...options, challenge, allowCredentials: known(options.allowCredentials) };
  const user = { ...options.user, id: bytes(options.user.id) };
  return { ...options, challenge, user, excludeCredentials: known(options.excludeCredentials) };
}

function answered({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
  if (response.getTransports) sent.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, response: sent });
}

function reason(problem) {
  if (problem.name === "InvalidStateError") return KNOWN;
  return problem.name === "SecurityError" ? NO_NAME : NO_ANSWER;
}

async function hold(form) {
  const told = form.querySelector("[data-told]");
  if (!navigator.credentials || !window.PublicKeyCredential) {
    told.textContent = NOT_HERE;
    return;
  }
  const { passkey: kind, options } = form.dataset;
  try {
    const publicKey = asked(kind, JSON.parse(options));
    const credential = await navigator.credentials[kind]({ publicKey });
    form.elements.credential.value = answered(credential);
    form.submit();
  } catch (problem) {
    told.textContent = reason(problem);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.querySelector("button").addEventListener("click", () => hold(form));
  hold(form);
}
