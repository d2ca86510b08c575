/** Does nothing but find out the kill levels, and prints how many there are. */
import { probeKillLevels } from "../../src/index.ts";

console.log((await probeKillLevels()).length);
