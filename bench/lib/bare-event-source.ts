import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext } from "playwright";

/**
 * The least that any SSE page costs: a bare server writes the time, a bare page puts it into a text node; milliseconds of
 * each. `painted`: until the next frame as well.
 */
export async function bareEventSource(
  context: BrowserContext,
  { count, perSecond, painted = false }: { count: number; perSecond: number; painted?: boolean },
): Promise<number[]> {
  const server = createServer((req, res) => {
    if (req.url !== "/events") {
      res.setHeader("content-type", "text/html").end("<!doctype html><p id=x></p>");
      return;
    }
    res.writeHead(200, { "content-type": "text/event-stream" });
    let n = 0;
    const id = setInterval(() => {
      res.write(`data: ${Date.now()}\n\n`);
      if (++n === count) {
        clearInterval(id);
        res.end();
      }
    }, 1000 / perSecond);
  });
  await new Promise<void>((ok) => server.listen(0, "127.0.0.1", ok));
  const { port } = server.address() as AddressInfo;
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const values = await page.evaluate(
    ([want, painted]) =>
      new Promise<number[]>((done) => {
        const seen: number[] = [];
        const source = new EventSource("/events");
        source.onmessage = (e) => {
          const p = document.getElementById("x");
          if (p) p.textContent = e.data as string;
          // No function of its own: a bundler's helpers do not exist in the page.
          Promise.resolve(painted && new Promise(requestAnimationFrame)).then(() => {
            seen.push(Date.now() - Number(e.data));
            if (seen.length < want) return;
            source.close();
            done(seen);
          });
        };
      }),
    [count, painted] as const,
  );
  await page.close();
  server.closeAllConnections();
  await new Promise((ok) => server.close(ok));
  return values;
}
