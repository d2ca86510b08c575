/** Runs in the browser before the page comes alive. */
import { keepFragment } from "./lib/keep-fragment.ts";

keepFragment(window);
