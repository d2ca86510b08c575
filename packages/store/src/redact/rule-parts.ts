/** What expressions are made of that know a value by its name. Sources for `Rule.pattern`, to be read without case. */
const raw = String.raw;

/** Optional quote (also escaped, as JSON in a log has it) and ANSI colour around a name or before a value. */
export const QUOTE = raw`(?:\\{0,3}["'\x60])?`;
export const COLOUR = raw`(?:\x1b\[[0-9;]{0,16}m)?`;
export const GAP = raw`[ \t]{0,8}`;
/** Between a name and its value: = : := => with optional quotes and colours. */
export const EQUALS = `${QUOTE}${COLOUR}${GAP}(?:=>|:=|==?|:)${GAP}${COLOUR}`;
export const ASSIGN = EQUALS + QUOTE;
/** One value without quotes: up to a blank, quote, comma, semicolon or bracket. */
export const VALUE = raw`[^\x00-\x20"'\x60,;<>(){}\[\]\\&\x7f]`;
/** `⏎`, as a character and as a latin1 view of its bytes. */
export const RETURN_SIGN = raw`(?:\u23ce|\xe2\x8f\x8e)`;
/** What stands where a value would in source code and configuration: a type, a reference, a call, a version, an empty mark. */
export const NO_VALUE = raw`(?!(?:string|number|boolean|object|null|undefined|none|nil|true|false|required|optional|unknown|any|readonly|function|async|await|new|typeof)(?![A-Za-z0-9])|(?:process\.env|os\.environ|import\.meta|env|config|self|this|exports)\.|[A-Za-z_$][A-Za-z_$.]{0,80}[(\[]|[~^]?[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?![A-Za-z0-9])|0x[0-9a-f]{1,8}(?![A-Za-z0-9])|\$|%[A-Z(]|\*{3}|${RETURN_SIGN})`;
/** A count or a size is no token. */
export const NO_NUMBER = raw`(?![0-9.,]{1,12}(?![A-Za-z0-9_+\/=-]))`;
/** A value without quotes that goes on behind a comma, semicolon or bracket, unless the next name begins there. */
export const REST = raw`(?:${VALUE}|[,;&](?![A-Za-z_ ]{1,32}=)(?=[^\x00-\x20"'\x60])|[<>(){}\[\]](?=[^\x00-\x20"'\x60,;]))`;
/** `_prod`, `.v2` and the like after a name; a plural (`tokens: 12`) is no name of a secret. */
export const SUFFIX = "(?:[_.-][A-Za-z0-9_.-]{0,32})?";

const KEYS = ["api", "access", "private", "account", "signing", "encryption", "master", "auth"];
export const KEY_ANCHORS = KEYS.flatMap((key) => [`${key}key`, `${key}_key`, `${key}-key`]);
export const SECRET_ANCHORS = ["secret", "token", "credential", "sharedaccess", ...KEY_ANCHORS];
export const SECRET_NAME = `(?:secret(?:[_-]?access)?(?:[_-]?key)?|token|credentials?|(?:${KEYS.join("|")})[_-]?key|sharedaccess(?:key|signature))`;
/** `pass` alone only before `=`, or as the end of a name: `PASS: test` is what test runners print. */
export const PASSWORD_NAME = raw`(?:password|passwd|passphrase|passwort|pass(?=${QUOTE}[ \t]{0,4}=)|(?<=[A-Za-z0-9][_.-]|["'])pass(?=${QUOTE}[ \t]{0,4}:))`;
export const PASSWORD_ANCHORS = ["pass"];
export const SCHEME = "(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)";
export const FLAG_NAME = "(?:password|passwd|passphrase|token|secret|api-?key|access-?key)";
export const FLAG = `--?(?:[a-z]{1,12}-){0,2}${FLAG_NAME}`;
export const FLAG_ANCHORS = "--pass --token --secret --api --access --auth --client --db- --user-pass".split(" ");
/** Names of fields, elements and settings. */
export const FIELD = "(?:password|passwd|passphrase|secret|token|api[_-]?key)";
export const FIELD_ANCHORS = ["password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key"];
