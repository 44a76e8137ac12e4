// The rest of the desk: what is due, cases looked up, corrections, sessions.

import { type Report, type View, attempt, set, state } from "./state.js";
import { type Account, type Audited, type Callback, type Card, type Correction, type Day, type Line, type Lookup, type Summary, ask } from "./wire.js";
import { t, timeZone } from "./words.js";

const newest: Record<string, number> = {};

/** Asks for a list and takes it, unless it was asked for again meanwhile. */
async function fetchList<T>(name: string, path: string, body: unknown, take: (list: T) => void): Promise<void> {
  const own = (newest[name] = (newest[name] ?? 0) + 1);
  const list = await ask<T>(path, body);
  if (own === newest[name]) take(list);
}

/** Reads what is due. */
export function today(): Promise<void> {
  return attempt(() => fetchList<Day>("day", "today", {}, (day) => set({ day })));
}

/** Reports what is typed of a surgeon's office, and shows it on the card; reports whether it was taken. */
export async function report(card: Card): Promise<boolean> {
  const { npi, office } = card;
  const { kind, phone, detail } = state.reports[npi] ?? noReport;
  let sent = false;
  await attempt(async () => {
    await ask("corrections", { npi, zip5: office.zip5, kind, phone, detail });
    sent = true;
    delete state.reports[npi]; // what is refused stays, to be put right
    card.reports = [...card.reports, t(`kind.${kind}`) + (phone ? `: ${phone}` : "")];
    set({ status: t("report.sent"), fault: "" });
    await today();
  });
  return sent;
}

/** A report before anything is typed: most often a telephone is dead. */
export const noReport: Report = { kind: "phone_dead", phone: "", detail: "" };

/** Promises to speak again at a time. */
export function promise(p: { due: string; reason: string; reference: string; language: string; assigned: string }): Promise<void> {
  return attempt(async () => {
    const made = await ask<Callback>("callbacks", p);
    set({ status: t("callback.promised", { at: made.due.replace("T", " ") }), fault: "" });
    await today();
  });
}

/** Notes that a callback is done. */
export function kept(id: string): Promise<void> {
  return attempt(async () => {
    await ask("callbacks/kept", { id });
    await today();
  });
}

/** Gives what is still to do to a colleague, or to whoever is there. */
export function handOver(to: string): Promise<void> {
  return attempt(async () => {
    const { count } = await ask<{ count: number }>("hand-over", { to });
    set({ status: t("hand_over.done", { count }), fault: "" });
    await today();
  });
}

/** Changes an account. */
export function changeAccount(change: { name: string; role?: string; disabled?: boolean }): Promise<void> {
  return attempt(async () => {
    set({ accounts: await ask<Account[]>("accounts/change", change), status: t("case.saved"), fault: "" });
  });
}

/** Sums a span of days. */
export function sum(from: string, until: string): Promise<void> {
  return attempt(() => fetchList<Summary>("summary", "summary", { from, until }, (summary) => set({ summary, fault: "" })));
}

/** A lookup that finds all. */
export const everything: Lookup = { agent: "", surgeon: "", zip3: "", language: "", assigned: "", from: "", until: "", due_by: "", page: 1 };

/** Looks cases up by what is known of them. */
export function lookUp(l: Lookup): Promise<void> {
  return attempt(() => fetchList<Line[]>("found", "cases/find", l, (found) => set({ found, status: t("cases.found", { count: found.length }), fault: "" })));
}

/** Lists everything that is due. */
export async function allDue(): Promise<void> {
  await go("cases");
  await lookUp({ ...everything, due_by: new Intl.DateTimeFormat("sv", { timeZone }).format() }); // an ISO date
}

/** Shows another part of the console. */
export function go(view: View): Promise<void> {
  set({ view, status: "", fault: "" });
  return attempt(async () => {
    if (view === "cases") await fetchList<Line[]>("found", "cases/find", everything, (found) => set({ found }));
    if (view === "corrections") {
      await fetchList<Correction[]>("corrections", "corrections/list", { status: "open" }, (corrections) => set({ corrections }));
      await today(); // the count on the tab is that of the list
    }
    if (view === "accounts") {
      await fetchList<Account[]>("accounts", "accounts", {}, (accounts) => set({ accounts }));
      await fetchList<Audited[]>("audit", "audit", { from: "", until: "" }, (audit) => set({ audit }));
    }
    if (view === "summary") await fetchList<Summary>("summary", "summary", { from: "", until: "" }, (summary) => set({ summary }));
  });
}

export interface Decision {
  id: string;
  accept: boolean;
  reason: string;
  status: string;
  phone: string;
  accepting: string;
  source: string;
}

/** Settles a correction. */
export function decide(d: Decision): Promise<void> {
  return attempt(async () => {
    await ask("corrections/decide", d);
    await go("corrections");
  });
}

/** Ends all sessions of this account. */
export function signOutEverywhere(): Promise<void> {
  return attempt(async () => {
    await ask("sign-out-everywhere", {});
    location.reload();
  });
}
