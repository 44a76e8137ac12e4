// What the widget says, in one language: the catalog, and the few wordings
// that an answer does not bring.
import { words } from "widget:words";
import type { components } from "../api.gen.js";
import type { Key } from "./keys.js";

export type Lang = "en" | "es";
export type Schemas = components["schemas"];
type Values = Readonly<Record<string, string | number>>;

export class Wording {
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly phone: string; // the referral line, as the texts hold it

  constructor(
    readonly lang: Lang,
    readonly line: string, // the referral line as people write it
  ) {
    this.phone = line;
    const tag = lang === "es" ? "es-US" : "en-US";
    this.#plural = new Intl.PluralRules(tag);
    this.#number = new Intl.NumberFormat("en-US"); // 1,200 in both, as in the United States
  }

  // t returns a text with its placeholders filled; "count" chooses the plural
  // form, and {phone} is the referral line unless it is given.
  t(key: Key, values: Values = {}): string {
    const text = words[key]?.[this.lang === "es" ? 1 : 0];
    if (text === undefined) return key;
    const form = typeof text === "string" ? text : text[this.#plural.select(Number(values["count"])) === "one" ? 0 : 1];
    return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name] ?? (name === "phone" ? this.phone : undefined);
      return value === undefined ? whole : typeof value === "number" ? this.#number.format(value) : value;
    });
  }

  // language names a BCP 47 tag; one without a known name stays as it is.
  language(tag: string): string {
    if (words[`language.${tag}`]) return this.t(`language.${tag}`);
    try {
      return new Intl.DisplayNames([this.lang === "es" ? "es-US" : "en-US"], { type: "language" }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  }
}

// A Call is a phone number as people read it, and the address that dials it.
export interface Call {
  text: string;
  url: string;
}

// dial makes a number of the United States one to call: "+16125550100" or
// "844-288-7474". Only its digits reach the address.
export function dial(number: string): Call {
  const office = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  const digits = number.replace(/\D/g, "");
  return {
    text: office ? `(${office[1]}) ${office[2]}-${office[3]}` : number,
    url: `tel:+${digits.length === 10 ? "1" : ""}${digits}`,
  };
}

// sentence begins a text with a capital letter.
export const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

// languageOf is the language that an element is in: its own, else that of the
// nearest element around it, through shadow roots; English where the finder
// does not speak it.
export function languageOf(element: HTMLElement): Lang {
  for (let at: Node | null = element; at; at = at.parentNode ?? (at as ShadowRoot).host ?? null) {
    const lang = at === element ? element.lang : at instanceof Element && at.getAttribute("lang");
    if (lang) return /^es\b/i.test(lang) ? "es" : "en";
  }
  return "en";
}
