import { program } from "./scratch.ts";

/** The eight tree shapes that a stop must end, from harmless to nasty. */
export const SHAPES = {
  plain: "fork-child.pl",
  setsid: "setsid.pl",
  "double fork": "double-fork.pl",
  "double fork, empty environment": "double-fork-empty-env.pl",
  "TERM ignored": "ignore-sigterm.pl",
  "re-fork every 2 ms with setsid": "refork.pl",
  "double fork, closed descriptors, empty environment": "double-fork-closed-empty-env.pl",
  "that one re-forking": "refork-closed-empty-env.pl",
} as const;
export type Shape = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as Shape[];

/** The command line of a shape; it creates the marker file once the whole tree stands. */
export function shapeCommand(shape: Shape): (marker: string) => string[] {
  return (marker) => ["perl", program(SHAPES[shape]), marker];
}
