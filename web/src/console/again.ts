// Draws what is said of the session: that it ends soon, and the way back in.

import { type TemplateResult, html, nothing } from "lit";
import { signInAgain, stay } from "./session.js";
import type { State } from "./state.js";
import { t } from "./words.js";

/** The warning before the session ends. */
export function endsSoon(s: State): TemplateResult | typeof nothing {
  if (!s.endsSoon) return nothing;
  return html`<p class="notice" role="alert" id="ends">${t(`ends.${s.endsSoon}`)} ${s.endsSoon === "idle" ? html`<button type="button" @click=${() => void stay()}>${t("ends.stay")}</button>` : nothing}</p>`;
}

/** The form by which the same account signs in again, over the call as it is. */
export function againView(): TemplateResult {
  const name = document.getElementById("app")?.dataset["name"] ?? "";
  const send = async (e: Event) => {
    e.preventDefault();
    const form = e.target as HTMLFormElement, why = form.querySelector("[role=alert]");
    const said = await signInAgain(name, String(new FormData(form).get("password")));
    if (why) why.textContent = said;
    form.reset();
  };
  return html`<dialog id="again" aria-labelledby="again-title" @cancel=${(e: Event) => e.preventDefault()}>
    <h2 id="again-title">${t("again")}</h2><p>${t("again.text")}</p>
    <form class="door" @submit=${send}><p role="alert"></p>
      <label for="again-name">${t("again.name")}</label><input id="again-name" autocomplete="username" readonly .value=${name} />
      <label for="again-password">${t("again.password")}</label><input id="again-password" name="password" type="password" autocomplete="current-password" required autofocus />
      <p><button type="submit">${t("again.submit")}</button></p></form></dialog>`;
}
