import type { InputValues } from "@codex-toolloop/protocol";
import type { InputDefinition } from "./input-definition.ts";
import type { ArgElement } from "./steps/command.ts";

const WHOLE = /^\$\{inputs\.([a-zA-Z][a-zA-Z0-9_-]*)\}$/;

/** `"${inputs.name}"` as an element of its own is another way to write `{ input: name }`. */
export function inputOfElement(element: ArgElement): string | undefined {
  if (typeof element === "string") return WHOLE.exec(element)?.[1];
  return "input" in element ? element.input : undefined;
}

export interface ArgWorld {
  inputs: InputValues;
  definitions: Record<string, InputDefinition>;
  specPath?: string | undefined;
  workspacePath?: string | undefined;
}

/** The argv of a command step of a snapshot. An element without a value is left out; no value is ever split or joined. */
export function resolveArgv(run: readonly ArgElement[], world: ArgWorld): string[] {
  return run.flatMap((element) => {
    const name = inputOfElement(element);
    if (name !== undefined) return argOf(name, world);
    if (typeof element === "string") return [element];
    if ("flags" in element) return element.flags.flatMap((n) => flagOf(n, world));
    // A start writes the path itself into the snapshot: a run never asks where its definition lies.
    if ("file" in element) throw new Error(`the file ${element.file} was not resolved when the run was started`);
    if ("spec" in element) return world.specPath === undefined ? [] : [world.specPath];
    return world.workspacePath === undefined ? [] : [world.workspacePath];
  });
}

function argOf(name: string, world: ArgWorld): string[] {
  const value = Object.hasOwn(world.inputs, name) ? world.inputs[name] : undefined;
  return value === undefined ? [] : [String(value)];
}

function flagOf(name: string, world: ArgWorld): string[] {
  const flag = world.definitions[name]?.flag;
  const [value] = argOf(name, world);
  if (flag === undefined || value === undefined) return [];
  if (world.definitions[name]?.type === "boolean") return value === "true" ? [flag] : [];
  return [flag, value];
}
