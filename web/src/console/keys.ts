// The keys of the console. All have a modifier, so that none is in the way of
// typing or of a screen reader.

import { answered, askAgain } from "./find.js";
import { copy, emergency, give, next, print, speak, toggle, transfer } from "./handover.js";
import { choose, closeMenu, openMenu, turnTo } from "./menu.js";
import { showPart } from "./roster.js";
import { compare, listed, radii, set, state } from "./state.js";
import { t } from "./words.js";

function box(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("#box");
}

/** Keys of the box: choose in the list without leaving it. */
export function boxKey(e: KeyboardEvent): void {
  const count = listed().length;
  switch (e.key) {
    case "ArrowDown":
    case "ArrowUp":
      if (count === 0) return;
      set({ moved: true, active: (state.active + (e.key === "ArrowDown" ? 1 : count - 1)) % count });
      break;
    case "Enter": {
      // Typed after the question, it only asks: nobody is left out by habit.
      const card = listed()[state.active];
      if (answered() && state.moved && card) give(card.npi);
      break;
    }
    case "Escape":
      void askAgain({ text: "" });
      break;
    default:
      return;
  }
  e.preventDefault();
}

function withActive(deed: (npi: string) => void): void {
  const card = listed()[state.active];
  if (card) deed(card.npi);
}

const withAlt: Record<string, () => void> = {
  KeyA: () => void askAgain({ closure: state.question.closure ? "" : "offered" }),
  KeyR: () => void askAgain({ radius: radii[(radii.indexOf(state.question.radius) + 1) % radii.length] ?? 50 }),
  KeyE: () => void emergency(),
  KeyG: () => withActive(toggle),
  KeyL: () => speak(state.caller === "en" ? "es" : "en"),
  KeyC: () => void copy("email"),
  KeyP: () => void print(),
  KeyT: () => void transfer(),
  KeyO: () => openMenu("outcome"),
  KeyF: () => openMenu("follow_up"),
  KeyB: () => openMenu("callback"),
  KeyM: () => openMenu("report"),
  KeyW: () => openMenu("wrapup"),
  KeyU: () => void showPart("due"),
  KeyV: () => void showPart("review"),
  KeyN: () => {
    void next(); // its answer may come when the next key has been pressed
    box()?.focus();
  },
  Slash: () => set({ help: !state.help }),
  Equal: () => withActive(compare),
};
const anywhere = ["KeyN", "Slash", "KeyW", "KeyU", "KeyV"];

/** Keys of an open menu, outside its own fields; reports whether the key was one. */
function menuKey(e: KeyboardEvent): boolean {
  if (!state.menu || e.altKey || e.ctrlKey || e.metaKey) return false;
  if (e.key === "Escape") {
    closeMenu();
    return true;
  }
  const typing = e.target instanceof Element && e.target.matches("#menu input, #menu select");
  const inside = e.target instanceof Element && e.target.closest("#menu") !== null;
  if (typing || !inside) return false;
  if (e.key === "ArrowLeft" || e.key === "ArrowRight") turnTo(e.key === "ArrowRight" ? 1 : -1);
  else return /^[1-9]$/.test(e.key) && choose(Number(e.key));
  return true;
}

/** Listens on the whole page. */
export function listen(): void {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey && !e.altKey && e.code === "KeyK") {
      e.preventDefault();
      if (state.view !== "search") set({ view: "search" });
      box()?.focus();
      box()?.select();
      return;
    }
    if (state.ended) return; // the way back in comes first
    if (menuKey(e)) return e.preventDefault();
    if (!e.altKey || e.ctrlKey || e.metaKey) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code);
    const card = digit && listed()[Number(digit[1]) - 1];
    const deed = card ? () => toggle(card.npi) : withAlt[e.code];
    if (!deed) return;
    e.preventDefault();
    if (state.view === "search" || anywhere.includes(e.code)) deed();
    else set({ fault: t("keys.search") }); // nothing is done to a call that is out of sight
  });
}
