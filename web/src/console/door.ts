// The form to sign in keeps what stands behind the hash: a telephone system's
// call opens after it.
const form = document.querySelector("form");
if (form && location.hash) form.action += location.hash;
