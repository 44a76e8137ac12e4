// The search in the address of the page, where a partner asks for it: what a
// link to it holds, and the way back to the searches before. An address holds
// places that have a name and the filters, never a position and no free words:
// people write of themselves in them. Those are kept here, while the page is.
import { held, type Values } from "./question.js";

export interface Visit {
  values: Values;
  area: string; // the visitor's approximate area; empty: none shared
  size: number; // how many were shown
}

export class Route {
  readonly #visits = new Map<unknown, Visit>();
  #said = ""; // of the search that is shown
  #at: unknown;

  constructor(readonly prefix: string) {
    this.#said = this.#ours().join("&");
  }

  #parts = (): string[] => location.search.slice(1).split("&").filter(Boolean);
  #ours = (): string[] => this.#parts().filter((part) => part.startsWith(this.prefix));

  // asked is the question of the address; undefined: there is none.
  asked(): Values | undefined {
    const given = [...new URLSearchParams(this.#ours().join("&"))].map(([name, value]) => [name.slice(this.prefix.length), value] as const);
    const known = given.filter(([name]) => name in held && name !== "q");
    return known.length ? Object.fromEntries(known) : undefined;
  }

  // shown takes a search into the history: as a new entry, unless its address
  // is that of the page already. The other parameters of the page stay.
  shown(visit: Visit, named: boolean, pushed: boolean): void {
    const { q: _, near, ...rest } = visit.values;
    const said = Object.entries({ near: named ? near : "", ...rest }).flatMap(([name, value]) => (value ? `${this.prefix}${name}=${encodeURIComponent(value)}` : []));
    const own = this.#parts().filter((part) => !part.startsWith(this.prefix));
    const next = pushed || this.#said ? said : [];
    const at = `${performance.timeOrigin}.${this.#visits.size}`;
    const search = [...own, ...next].join("&");
    try {
      history[pushed ? "pushState" : "replaceState"]({ ...history.state, [this.prefix]: at }, "", location.pathname + (search && `?${search}`) + location.hash);
    } catch {
      return; // a page that has no address of its own, or has changed it too often
    }
    this.#visits.set(at, visit);
    this.#at = at;
    this.#said = next.join("&");
  }

  // back is where the visitor went by the browser's buttons: a search of before,
  // what its address says, or "nowhere" without one; undefined where the search
  // is the one that is shown.
  back(): Visit | Values | "nowhere" | undefined {
    const at = history.state?.[this.prefix] as unknown;
    const said = this.#ours().join("&");
    if (said === this.#said && (at === undefined || at === this.#at)) return undefined;
    this.#at = at;
    this.#said = said;
    return this.#visits.get(at) ?? this.asked() ?? "nowhere";
  }
}
