/** Runs in the browser before the page comes alive. */
import { keepFragment } from "./lib/keep-fragment.ts";
import { patientFetch } from "./lib/patient-fetch.ts";

keepFragment(window);
patientFetch(window);
