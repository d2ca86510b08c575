import { connect } from "node:net";

export interface RawAnswer {
  /** Status of the first answer; 0 where the connection was closed without one. */
  status: number;
  /** Statuses of all answers on the connection. */
  statuses: number[];
  text: string;
}

/**
 * Sends bytes as they are to 127.0.0.1 and reads until the other side closes.
 * @param wait milliseconds: for the first byte of an answer, where a busy machine needs time, and then for the next one.
 */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  wait = { first: 20_000, next: 1500 },
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    let done = false;
    const finish = () => {
      if (done) return;
      done = true;
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      const statuses = [...text.matchAll(/(?:^|\r\n|[}>])HTTP\/1\.[01] (\d{3})/g)].map((m) => Number(m[1]));
      resolve({ status: statuses[0] ?? 0, statuses, text });
    };
    socket.setTimeout(wait.first, finish);
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      socket.setTimeout(wait.next);
    });
    socket.on("error", finish);
    socket.on("close", finish);
  });
}

/** A request from its lines; `Connection: close` unless the lines say otherwise. */
export function request(line: string, headers: string[], body = ""): string {
  const own = headers.some((h) => /^connection:/i.test(h)) ? headers : [...headers, "Connection: close"];
  return `${line} HTTP/1.1\r\n${own.join("\r\n")}\r\n\r\n${body}`;
}
