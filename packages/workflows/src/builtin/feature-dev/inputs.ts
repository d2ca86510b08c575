import type { InputDefinition } from "../../definition/input-definition.ts";
import { ONLY_INPUT } from "../verify/only-input.ts";

type Inputs = Record<string, InputDefinition>;

/** Where a person has a say. */
export const APPROVAL_INPUTS: Inputs = {
  approvePlan: {
    type: "boolean",
    label: "Ask me about the plan",
    help: "Waits for your word before anything is changed; you can push the plan back with a comment.",
    required: false,
    default: false,
  },
  approveChanges: {
    type: "boolean",
    label: "Ask me about the changes",
    help: "Waits for your word after the review; you can push the work back with a comment.",
    required: false,
    default: false,
  },
  approvalPolicy: {
    type: "enum",
    label: "Implementer asks",
    help: "When the implementer asks before it acts. All other steps only read, and never ask.",
    required: false,
    advanced: true,
    default: "on-request",
    options: [
      { value: "always", label: "Before anything not known to be harmless" },
      { value: "on-request", label: "Where it wants more than its sandbox gives" },
      { value: "never", label: "Never: what is not allowed is refused" },
    ],
  },
};

export const ROUNDS_INPUT: Inputs = {
  maxRounds: {
    type: "integer",
    label: "Most rounds",
    help: "How often implement and verify may run in all: failing checks go back to the implementer until then.",
    required: false,
    default: 3,
    min: 1,
    max: 10,
  },
};

export const CHECK_INPUTS: Inputs = {
  only: { ...ONLY_INPUT, advanced: true },
  install: {
    type: "boolean",
    label: "Install dependencies first",
    help: "Run the package manager's install command before the checks when dependencies are missing.",
    required: false,
    advanced: true,
    default: false,
  },
};
