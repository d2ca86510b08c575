import type { Rule } from "./rule.ts";

const raw = String.raw;

/** Optional quote (also escaped, as JSON in a log has it) and ANSI colour around a name or before a value. */
const QUOTE = raw`(?:\\{0,3}["'\x60])?`;
const COLOUR = raw`(?:\x1b\[[0-9;]{0,16}m)?`;
const GAP = raw`[ \t]{0,8}`;
/** Between a name and its value: = : := => with optional quotes and colours. */
const EQUALS = `${QUOTE}${COLOUR}${GAP}(?:=>|:=|==?|:)${GAP}${COLOUR}`;
const ASSIGN = EQUALS + QUOTE;
/** One value without quotes: up to a blank, quote, comma, semicolon or bracket. */
const VALUE = raw`[^\x00-\x20"'\x60,;<>(){}\[\]\\&\x7f]`;
/** What stands where a value would in source code and configuration: a type, a reference, an empty mark. */
const NO_VALUE = raw`(?!(?:string|number|boolean|object|null|undefined|none|nil|true|false|required|optional|unknown|any|process\.env|os\.environ|import\.meta|env\.|config\.|self\.|this\.)(?![A-Za-z0-9])|\$|%[A-Z(]|\*{3})`;
/** `_prod`, `.v2` and the like after a name; a plural (`tokens: 12`) is no name of a secret. */
const SUFFIX = "(?:[_.-][A-Za-z0-9_.-]{0,32})?";

const KEYS = ["api", "access", "private", "account", "signing", "encryption", "master", "auth"];
const KEY_ANCHORS = KEYS.flatMap((key) => [`${key}key`, `${key}_key`, `${key}-key`]);
const SECRET_NAME = `(?:secret(?:[_-]?access)?(?:[_-]?key)?|token|credentials?|(?:${KEYS.join("|")})[_-]?key|sharedaccess(?:key|signature))`;
const PASSWORD_NAME = `(?:password|passwd|passphrase|passwort|pass(?=${QUOTE}[ \\t]{0,4}[=:]))`;
const PASSWORD_ANCHORS = ["pass"];
const FLAG = "--?(?:[a-z]{1,12}-){0,2}(?:password|passwd|passphrase|token|secret|api-?key|access-?key)";

const named = (name: string, anchors: readonly string[], pattern: string): Rule => ({
  name,
  anchors,
  pattern,
  ignoreCase: true,
});

/** Values that are known by what stands before them. Group 1 is that lead; it stays visible. */
export const ASSIGNMENT_RULES: readonly Rule[] = [
  named(
    "authorization",
    ["authorization"],
    raw`(authorization${ASSIGN}(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)[ \t]{1,4})?)[^\x00-\x1f"'\x60\\\x7f]{4,4096}`,
  ),
  named(
    "bearer",
    ["bearer "],
    raw`((?<![a-z])bearer[ \t]{1,4})(?=[a-z._~+\/=-]{0,200}[0-9])[A-Za-z0-9._~+\/=-]{12,4096}`,
  ),
  named("cookie", ["cookie:"], raw`(cookie:[ \t]{0,4})[^\x00-\x1f"'\x60\x7f]{4,4096}`),
  named(
    "password-double",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}\\{0,3}")${NO_VALUE}[^"\x00-\x1f\\\x7f]{1,1024}(?=["\\])`,
  ),
  named(
    "password-single",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}')${NO_VALUE}[^'\x00-\x1f\\\x7f]{1,1024}(?=['\\])`,
  ),
  named("password", PASSWORD_ANCHORS, `(${PASSWORD_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}${VALUE}{2,1024}`),
  named("pwd", ["pwd"], raw`((?<![a-z])pwd${QUOTE}${GAP}[=:]${GAP}${QUOTE})${NO_VALUE}(?![\/~.])${VALUE}{3,1024}`),
  named(
    "secret",
    ["secret", "token", "credential", "sharedaccess", ...KEY_ANCHORS],
    raw`(${SECRET_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}(?![0-9.]{1,12}(?![A-Za-z0-9]))${VALUE}{6,2048}`,
  ),
  named(
    "flag",
    ["--pass", "--token", "--secret", "--api", "--access", "--auth", "--client", "--db-", "--user-pass"],
    `(${FLAG}[ \\t]{1,4}["']?)(?![-$<])${VALUE}{3,1024}`,
  ),
  named(
    "basic-user",
    ["-u ", "--user ", "--user=", "--proxy-user "],
    raw`((?<![a-z0-9-])(?:-u|--user|--proxy-user)[ =]{1,2}["']?[^\x00-\x20"':]{1,128}:)[^\x00-\x20"'$]{2,256}`,
  ),
  named("url-password", ["://"], raw`(:\/\/[^\x00-\x20"'\x60<>\/:@]{0,128}:)[^\x00-\x20"'\x60<>\/@]{1,512}(?=@)`),
  named("url-token", ["://"], raw`(:\/\/)[A-Za-z0-9_.~-]{20,512}(?=@)`),
  named("azure-sas", ["sig="], raw`((?<=[?&])sig=)[A-Za-z0-9%+\/=_-]{20,512}`),
  named("aws-signature", ["x-amz-"], raw`(x-amz-(?:signature|security-token|credential)=)[A-Za-z0-9%+\/=_-]{10,2048}`),
];

/** Names of JSON fields whose whole value is a secret. */
export const SECRET_KEY =
  /(?:password|passwd|passphrase|(?:^|[_.-]|client|app|shared|webhook)secret|secret[_-]?access[_-]?key|(?:api|private|access|secret|auth|account)[_-]?key|^authorization|^(?:set-)?cookie)$|(?:^|[_.-]|auth|access|refresh|id|api|bearer|session)token$/i;
