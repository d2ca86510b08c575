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
/** What stands where a value would in source code and configuration: a type, a reference, a call, a version, an empty mark. */
const NO_VALUE = raw`(?!(?:string|number|boolean|object|null|undefined|none|nil|true|false|required|optional|unknown|any|readonly|function|async|await|new|typeof)(?![A-Za-z0-9])|(?:process\.env|os\.environ|import\.meta|env|config|self|this|exports)\.|[A-Za-z_$][A-Za-z_$.]{0,80}[(\[]|[~^]?[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?![A-Za-z0-9])|0x[0-9a-f]{1,8}(?![A-Za-z0-9])|\$|%[A-Z(]|\*{3})`;
/** A count or a size is no token. */
const NO_NUMBER = raw`(?![0-9.,]{1,12}(?![A-Za-z0-9_+\/=-]))`;
/** A value without quotes that goes on behind a comma, semicolon or bracket, unless the next name begins there. */
const REST = raw`(?:${VALUE}|[,;&](?![A-Za-z_ ]{1,32}=)(?=[^\x00-\x20"'\x60])|[<>(){}\[\]](?=[^\x00-\x20"'\x60,;]))`;
/** `_prod`, `.v2` and the like after a name; a plural (`tokens: 12`) is no name of a secret. */
const SUFFIX = "(?:[_.-][A-Za-z0-9_.-]{0,32})?";

const KEYS = ["api", "access", "private", "account", "signing", "encryption", "master", "auth"];
const KEY_ANCHORS = KEYS.flatMap((key) => [`${key}key`, `${key}_key`, `${key}-key`]);
const SECRET_NAME = `(?:secret(?:[_-]?access)?(?:[_-]?key)?|token|credentials?|(?:${KEYS.join("|")})[_-]?key|sharedaccess(?:key|signature))`;
/** `pass` alone only before `=`, or as the end of a name: `PASS: test` is what test runners print. */
const PASSWORD_NAME = raw`(?:password|passwd|passphrase|passwort|pass(?=${QUOTE}[ \t]{0,4}=)|(?<=[A-Za-z0-9][_.-]|["'])pass(?=${QUOTE}[ \t]{0,4}:))`;
const PASSWORD_ANCHORS = ["pass"];
const SCHEME = "(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)";
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
    raw`(authorization${ASSIGN}(?:${SCHEME}[ \t]{1,4})?)(?!${SCHEME}(?![A-Za-z0-9_-])|[ \t<$\[{*])[^\x00-\x1f"'\x60\\\x7f]{4,4096}`,
  ),
  named(
    "bearer",
    ["bearer "],
    raw`((?<![a-z])bearer[ \t]{1,4})(?=[a-z._~+\/=-]{0,200}[0-9]|[a-z._~+\/=-]{32})[A-Za-z0-9._~+\/=-]{12,4096}`,
  ),
  named(
    "cookie",
    ["cookie"],
    raw`((?<![a-z])cookie${QUOTE}:${GAP}${QUOTE})(?=[A-Za-z0-9_.$-]{1,80}=)[^\x00-\x1f"'\x60\x7f]{4,4096}`,
  ),
  named(
    "password-double",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}\\{0,3}")${NO_VALUE}[^"\x00-\x1f\\\x7f]{1,1024}(?=["\\])`,
  ),
  named(
    "password-single",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}')${NO_VALUE}(?:[^'\x00-\x1f\\\x7f]|\\[^\x00-\x1f\x7f]){1,1024}(?=')`,
  ),
  named("password", PASSWORD_ANCHORS, `(${PASSWORD_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}${VALUE}${REST}{1,1024}`),
  named("pwd", ["pwd"], raw`((?<![a-z])pwd${QUOTE}${GAP}[=:]${GAP}${QUOTE})${NO_VALUE}(?![\/~.])${VALUE}{3,1024}`),
  named(
    "secret",
    ["secret", "token", "credential", "sharedaccess", ...KEY_ANCHORS],
    raw`(${SECRET_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}${NO_NUMBER}(?!(?:include|omit|same-origin)["'])${VALUE}{6,2048}`,
  ),
  named(
    "flag",
    ["--pass", "--token", "--secret", "--api", "--access", "--auth", "--client", "--db-", "--user-pass"],
    raw`(${FLAG}(?:[ \t]{1,4}["']?|\\{0,3}["'],[ \t]{0,4}\\{0,3}["']))(?![-$<])${VALUE}{3,1024}`,
  ),
  named(
    "basic-user",
    ["-u ", "--user ", "--user=", "--proxy-user "],
    raw`((?<![a-z0-9-])(?:-u|--user|--proxy-user)[ =]{1,2}["']?[^\x00-\x20"':]{1,128}:)[^\x00-\x20"'$]{2,256}`,
  ),
  named("url-password", ["://"], raw`(:\/\/[^\x00-\x20"'\x60<>\/:@]{0,128}:)[^\x00-\x20"'\x60<>\/]{1,512}(?=@)`),
  named("url-token", ["://"], raw`(:\/\/)[A-Za-z0-9_.~-]{20,512}(?=@)`),
  named("azure-sas", ["sig="], raw`((?<=[?&])sig=)[A-Za-z0-9%+\/=_-]{20,512}`),
  named("aws-signature", ["x-amz-"], raw`(x-amz-(?:signature|security-token|credential)=)[A-Za-z0-9%+\/=_-]{10,2048}`),
];

/** Names of JSON fields whose whole value is a secret. */
export const SECRET_KEY =
  /(?:password|passwd|passphrase|(?:^|[_.-]|client|app|shared|webhook)secret|secret[_-]?access[_-]?key|(?:api|private|access|secret|auth|account)[_-]?key|^authorization|^(?:set-)?cookie)$|(?:^|[_.-]|auth|access|refresh|id|api|bearer|session)token$/i;

/** A command's flag whose next argument is a secret. */
export const SECRET_FLAG = new RegExp(`^${FLAG}$`, "i");
