// What is open beside the call, to be chosen from by one digit: the wrap-up, an
// outcome, a follow-up. The arrows choose which surgeon it is about.

import { end, ofLast, wrapups } from "./call.js";
import { promise, report } from "./desk.js";
import { next } from "./handover.js";
import { type Held, change } from "./held.js";
import { type Menu, listed, set, state } from "./state.js";
import { t, timeZone } from "./words.js";

/** The outcomes that a digit chooses, in the order of their keys. */
export const outcomes = ["appointment_set", "caller_will_call", "practice_no_answer", "appointment_kept", "appointment_not_kept", "no_fit", "open"];

/** In how many days the practice is asked, in the order of the keys; null: not at all. */
export const waits = [1, 2, 7, 14, null];

/** When to speak again, in the order of the keys. */
export const times = [15, 60, 180, 1440];

/** Opens a menu, or closes it. */
export function openMenu(menu: Menu): void {
  if (menu === state.menu) return set({ menu: "" });
  if ((menu === "outcome" || menu === "follow_up") && !state.open) return set({ fault: t("menu.no_case") });
  if (menu === "report" && !listed()[state.active]) return set({ fault: t("menu.no_surgeon") });
  set({ menu, about: 0, fault: "" });
  document.querySelector<HTMLElement>("#menu [autofocus], #menu button")?.focus();
}

/** Closes the menu and goes back to the box. */
export function closeMenu(): void {
  set({ menu: "" });
  document.getElementById("box")?.focus();
}

/** Chooses the next surgeon of the case, or the case as a whole. */
export function turnTo(step: number): void {
  const n = (state.open?.case.surgeons.length ?? 0) + 1;
  set({ about: (state.about + step + n) % n });
}

/** A day some days from now, by the organisation's clock, as an ISO date; no Saturday or Sunday. */
export function dayIn(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  const weekend: Record<string, number> = { Sat: 2, Sun: 1 };
  const more = weekend[new Intl.DateTimeFormat("en", { timeZone, weekday: "short" }).format(at)] ?? 0;
  return new Intl.DateTimeFormat("sv", { timeZone }).format(new Date(at.getTime() + more * 86_400_000));
}

/** Yesterday, by the organisation's clock, as an ISO date. */
export const dayBefore = (): string => new Intl.DateTimeFormat("sv", { timeZone }).format(new Date(Date.now() - 86_400_000));

/** A moment some minutes from now, by the organisation's clock: "2026-11-27T15:30". */
export function momentIn(minutes: number): string {
  return new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" }).format(new Date(Date.now() + minutes * 60_000)).replace(" ", "T");
}

/** Sets an outcome: of the surgeon that the menu is about, or of the case. */
export function setOutcome(h: Held, outcome: string, which: number): Promise<void> {
  const s = h.case.surgeons[which - 1];
  if (!s) return change(h, { outcome });
  const now = h.wanted[`at ${s.npi}`] ?? { outcome: s.outcome ?? "", attempts: s.attempts ?? 0 };
  return change(h, { [`at ${s.npi}`]: { outcome, attempts: now.attempts + (outcome === "practice_no_answer" ? 1 : 0) } });
}

/** Does what the digit stands for; reports whether it stands for anything. */
export function choose(n: number): boolean {
  const { menu, open, about: which } = state;
  const at = <T>(list: T[]): T | undefined => list[n - 1];
  if (menu === "wrapup") {
    const wrapup = at(wrapups);
    if (!wrapup) return false;
    const last = ofLast();
    if (last) end(wrapup);
    closeMenu();
    void (last ? Promise.resolve() : next(wrapup)).then(() => set({ status: t("wrapup.done", { wrapup: t(`wrapup.${wrapup}`) }) }));
    return true;
  }
  if (menu === "outcome" && open) {
    const outcome = at(open.case.surgeons.length > 0 ? outcomes : ["sent_to_911"]);
    if (!outcome) return false;
    closeMenu();
    void setOutcome(open, outcome, which);
    return true;
  }
  if (menu === "follow_up" && open) {
    const wait = at(waits);
    if (wait === undefined) return false;
    closeMenu();
    void change(open, { follow_up: wait === null ? "" : dayIn(wait), ask: wait === null ? "" : (open.case.surgeons[which - 1]?.npi ?? "") });
    return true;
  }
  if (menu === "callback") {
    const minutes = at(times);
    if (minutes === undefined) return false;
    closeMenu();
    void promise({ due: momentIn(minutes), reason: "asked_to", reference: open?.case.reference ?? "", language: state.caller, assigned: "" });
    return true;
  }
  return false;
}

/** Sends the report that is typed of a surgeon. */
export function sendReport(npi: string): void {
  const card = listed().find((c) => c.npi === npi);
  if (card) void report(card).then((sent) => { if (sent) closeMenu(); });
}
