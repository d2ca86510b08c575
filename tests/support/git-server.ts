import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { freePort } from "./server.ts";

export interface GitServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  /** `user:password` of each request that carried a login. */
  logins: string[];
  /** From now on packs stop after so many bytes, until `release`. @returns resolves when the first one has stopped. */
  hold(bytes: number): Promise<void>;
  release(): void;
  close(): Promise<void>;
}

interface GitServerOptions {
  /** `user:password` that is asked for; anybody may come without. */
  login?: string;
  /** Every request is sent there instead. */
  redirectTo?: string;
}

/** Repositories below a folder over smart HTTP, by git's own `http-backend`, on a port of 127.0.0.1. */
export async function gitServer(root: string, options: GitServerOptions = {}): Promise<GitServer> {
  const logins: string[] = [];
  let limit = Number.POSITIVE_INFINITY;
  let stopped = () => {};
  let released = Promise.resolve();
  let release = () => {};

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const login = sent === undefined ? undefined : Buffer.from(sent, "base64").toString();
    if (login !== undefined) logins.push(login);
    if (options.redirectTo !== undefined)
      return void response.writeHead(302, { location: `${options.redirectTo}${request.url}` }).end();
    if (options.login !== undefined && login !== options.login)
      return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end("no");
    const { head, body } = await backend(root, request);
    response.writeHead(Number(/^Status: (\d+)/im.exec(head)?.[1] ?? 200), {
      "content-type": /^Content-Type: (.+?)\r?$/im.exec(head)?.[1] ?? "text/plain",
    });
    const first = request.url?.endsWith("/git-upload-pack") === true ? body.subarray(0, limit) : body;
    response.write(first);
    if (first.length < body.length) {
      stopped();
      await released;
    }
    response.end(body.subarray(first.length));
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  const port = await freePort();
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${port}`,
    logins,
    hold(bytes) {
      limit = bytes;
      released = new Promise((go) => {
        release = go;
      });
      return new Promise((done) => {
        stopped = done;
      });
    },
    release() {
      limit = Number.POSITIVE_INFINITY;
      release();
    },
    async close() {
      release();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Runs `git http-backend` for a request. */
async function backend(root: string, request: IncomingMessage): Promise<{ head: string; body: Buffer }> {
  const url = new URL(request.url ?? "/", "http://h");
  const child = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  const end = all.indexOf("\r\n\r\n");
  return { head: all.toString("latin1", 0, end), body: all.subarray(end + 4) };
}
