// RFC 7396: JSON merge patch; and long maps that come as tables, which become such patches.

import type { Table } from "./contract";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** `target` with `patch` applied. Neither is changed; what the patch does not touch is the same object as before. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const held = isObject(target) ? target : {};
  const merged: Record<string, Json> = { ...held };
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) delete merged[name];
    else define(merged, name, mergePatch(own(held, name), change));
  }
  return merged;
}

/** `view` with the rows of `tables` in their places. */
export function untabled(view: Json, tables: readonly Table[]): Json {
  return tables.reduce((whole, { at, usual, columns, rows }) => {
    const row = (cells: Json[]) =>
      columns.reduce((made, path, n) => (cells[n] === null ? made : mergePatch(made, inside(path, cells[n]!))), mergePatch(usual as Json, cells[columns.length] ?? {}));
    return mergePatch(whole, inside(at, Object.fromEntries(Object.entries(rows).map(([id, cells]) => [id, row(cells as Json[])]))));
  }, view);
}

/** The patch that puts `value` at `path`. */
function inside(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((patch, name) => ({ [name]: patch }), value);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(held: { readonly [name: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(held, name) ? held[name] : undefined;
}

/** Sets a member even where its name is one that assignment treats as special (`__proto__`). */
function define(merged: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(merged, name, { value, enumerable: true, configurable: true, writable: true });
}
