/** Takes the lock of a store and holds it until it is killed. argv: store root. Prints `held` or `refused`. */
import { lockStore } from "@codex-toolloop/store";

const result = await lockStore(process.argv[2] ?? "", { address: "http://127.0.0.1:4590" });
process.stdout.write(result.held ? "held\n" : "refused\n");
if (!result.held) result.cancel();
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
