import { chromium } from "playwright";
// args: name path [dark] [w390] [nojs]
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] });
for (const spec of process.argv.slice(2)) {
  const [name, path, ...flags] = spec.split("|");
  const narrow = flags.includes("narrow");
  const ctx = await b.newContext({ viewport: narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 }, colorScheme: flags.includes("dark") ? "dark" : "light", javaScriptEnabled: !flags.includes("nojs") });
  const page = await ctx.newPage();
  page.on("console", (m) => m.type() === "error" && console.log(name, "CONSOLE", m.text().slice(0, 300)));
  page.on("pageerror", (e) => console.log(name, "PAGEERROR", e.message.slice(0, 300)));
  if (flags.includes("split")) await ctx.addInitScript(() => localStorage.setItem("toolloop.diff", JSON.stringify({ view: "split", wrap: true })));
  const t = performance.now();
  await page.goto("http://127.0.0.1:21777" + path, { waitUntil: "load" });
  await page.waitForTimeout(1200);
  const full = flags.includes("tall");
  if (full) await page.setViewportSize({ width: narrow ? 390 : 1440, height: 2600 }), await page.waitForTimeout(500);
  console.log(name, "nodes", flags.includes("nojs") ? "-" : await page.evaluate(() => document.querySelectorAll("*").length), "w", flags.includes("nojs") ? "-" : await page.evaluate(() => document.documentElement.scrollWidth));
  await page.screenshot({ path: `/tmp/eui/${name}.png` });
  await ctx.close();
}
await b.close();
