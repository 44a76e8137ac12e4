// A question as the finder takes it, and what the page around may ask.

// held are the parameters of a question that people choose, each with the
// property of the element that holds it.
export const held = {
  near: "near",
  radius: "radius",
  unit: "unit",
  specialty: "specialty",
  annular_closure: "annularClosure",
  language: "language",
  accepting: "accepting",
  gender: "gender",
  q: "text",
} as const;

// Values are some of them. Of a change those that stay are left out, and those
// that go are empty.
export type Values = { [Name in keyof typeof held]?: string };

// A Question changes what is searched; what it leaves out stays as it is.
export interface Question {
  near?: string;
  radius?: number;
  specialty?: string;
  annularClosure?: "" | "offered" | "confirmed";
  language?: string;
  accepting?: string;
  gender?: string;
  q?: string;
  page?: number;
}

// Asking is how a search comes about.
export interface Asking {
  page?: number | undefined;
  size?: number; // of a page
  pressed?: boolean; // the focus goes to the answer, as following a link would
  begins?: boolean; // with the page
  again?: boolean; // it was shown before
  more?: boolean; // the list grows
}
export const pressed: Asking = { pressed: true };

// sent is what a search sends for v, from the first page or another.
export function sent(v: Values, page: number, size: number, mapped: boolean): Record<string, string> {
  const fields = {
    ...v,
    radius: v.near && v.radius,
    unknown: "apart",
    others: "count",
    farther: "count",
    texts: "1",
    map: mapped ? "grouped" : "0",
    page: String(page),
    page_size: String(size),
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => !!field[1]));
}
