// What the page around asks, and what it is given of an answer. When a visitor
// shared their approximate area it holds neither the area nor what it could be
// worked out from: it is theirs.
import { first } from "./answer.js";
import type { Schemas } from "./wording.js";

type Answer = Schemas["SearchAnswer"];

// A MapModel is what a mapAdapter draws; origin is null for a visitor's area.
export interface MapModel {
  origin: { lat: number; lng: number } | null;
  radiusMeters: number | null;
  pins: { number: number; npi: string; lat: number; lng: number; beyond: boolean }[];
}

export type MapAdapter = (host: HTMLElement, model: MapModel) => (() => void) | void;

// all are the cards of an answer in the order of their numbers.
export const all = (a: Answer): Answer["data"] => [...a.data, ...a.unknown, ...a.beyond];

export function mapModel(a: Answer, approximate: boolean): MapModel {
  const start = first(a);
  return {
    origin: a.meta.origin && !approximate ? { lat: a.meta.origin.lat, lng: a.meta.origin.lng } : null,
    radiusMeters: a.meta.radius_meters,
    pins: all(a).map(({ npi, location: { position } }, i) => ({
      number: start + i,
      npi,
      lat: position.lat,
      lng: position.lng,
      beyond: i >= a.data.length + a.unknown.length,
    })),
  };
}

// results is a frozen copy of an answer without its map.
export function results(a: Answer, approximate: boolean): object {
  const { map: _, ...copy } = structuredClone(a);
  if (approximate) {
    copy.meta.origin = null;
    delete copy.query["near"];
    if (copy.meta.others) delete copy.meta.others.parameters["near"];
    for (const c of [...copy.data, ...copy.unknown, ...copy.beyond]) c.distance = null;
  }
  return freeze(copy);
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (part && typeof part === "object") freeze(part);
  return Object.freeze(value);
}
