import { parseArgs } from "node:util";
import { SETTINGS } from "@codex-toolloop/protocol";

export interface ServerOptions {
  dev: boolean;
  verbose: boolean;
  /** Given on the command line: then no other port will do. */
  port?: number;
}

export const USAGE = `npm start -- [--port N] [--verbose]

  --port N     serve on this port of 127.0.0.1 and on no other
  --verbose    print every refused request and supervisor event
  --help       this text`;

/** Reads the server's own arguments. Throws with a sentence for a person. */
export function readOptions(argv: string[]): ServerOptions | "help" {
  const { values } = parseArgs({
    args: argv,
    options: {
      dev: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      port: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const base = { dev: values.dev, verbose: values.verbose };
  if (values.port === undefined) return base;
  const port = SETTINGS.port.schema.safeParse(values.port);
  if (!port.success) throw new Error(`--port must be a number from 1 to 65535, not "${values.port.slice(0, 40)}".`);
  return { ...base, port: port.data };
}
