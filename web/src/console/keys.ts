// The keys of the console. All have a modifier, so that none is in the way of
// typing or of a screen reader.

import { askAgain, compare, copy, listed, next, print, radii, set, speak, state, toggle } from "./state.js";

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
      set({ active: (state.active + (e.key === "ArrowDown" ? 1 : count - 1)) % count });
      break;
    case "Enter": {
      const card = listed()[state.active];
      if (state.busy || !card) void askAgain({});
      else toggle(card.npi);
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

const withAlt: Record<string, () => void> = {
  KeyA: () => void askAgain({ closure: state.question.closure ? "" : "offered" }),
  KeyR: () => void askAgain({ radius: radii[(radii.indexOf(state.question.radius) + 1) % radii.length] ?? 50 }),
  KeyL: () => void speak(state.caller === "en" ? "es" : "en"),
  KeyC: () => void copy("email"),
  KeyP: () => void print(),
  KeyN: () => void next().then(() => box()?.focus()),
  Slash: () => set({ help: !state.help }),
  Equal: () => {
    const card = listed()[state.active];
    if (card) compare(card.npi);
  },
};

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
    if (!e.altKey || e.ctrlKey || e.metaKey) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code);
    const card = digit && listed()[Number(digit[1]) - 1];
    const deed = card ? () => toggle(card.npi) : withAlt[e.code];
    if (!deed) return;
    e.preventDefault();
    deed();
  });
}
