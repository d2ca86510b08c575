/** The one HTTP server of the product: binds 127.0.0.1, guards, and hands the rest to Next. */
import { boot } from "./server/boot.ts";
import { readOptions, USAGE } from "./server/options.ts";

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") console.log(USAGE);
  else await boot(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
