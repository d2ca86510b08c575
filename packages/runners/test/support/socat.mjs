#!/usr/bin/env node
// Stands in for socat on machines without it, as far as Claude's sandbox uses it: one listener, one place to connect to.
import { connect, createServer } from "node:net";

const [from = "", to = ""] = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
/** `UNIX-LISTEN:/path,fork` or `TCP:localhost:3128,keepalive` as Node wants it. */
function address(word) {
  const [kind = "", ...rest] = (word.split(",")[0] ?? "").split(":");
  const where = rest.join(":");
  if (kind.startsWith("UNIX")) return { path: where };
  const [port, host] = where.split(":").reverse();
  return { port: Number(port), host: host || "127.0.0.1" };
}
createServer((near) => {
  const far = connect(address(to));
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy());
  far.on("error", () => near.destroy());
}).listen(address(from));
