/**
 * The grammar of signed webhooks, as plain data. A provider is one row of a table and no code: `verifyScheme` interprets
 * the row, and the node `Signed Webhook Trigger` offers it. docs/signed-webhook.md describes each member with examples.
 */

/** HMACs take the secret. The others take a public key that the user pastes. */
export type Algorithm =
	| 'hmac-sha1'
	| 'hmac-sha256'
	| 'hmac-sha384'
	| 'hmac-sha512'
	| 'ed25519'
	| 'ecdsa-p256'
	| 'rsa-sha256';

export type Encoding = 'hex' | 'base64' | 'base64url';

/**
 * Where a value stands in a request. Header names are in lower case. A path of JSON has dots and indexes:
 * `json:data.items.0.id`. A form is a body of the type `application/x-www-form-urlencoded`.
 */
export type Place = `header:${string}` | `query:${string}` | `json:${string}` | `form:${string}`;

/** How a value lists several parts. Without it, the whole value after the prefix is one signature. */
interface ListFormat {
	/** Between two parts: `,`, `;`, ` ` or `&`. Each of several characters separates. Blanks around a part are ignored. */
	separator: string;
	/** Between name and value of a part: `=` in `v1=…`, `,` in `v1,…`, `|` in Braintree's pairs. Absent: parts have no name. */
	assign?: string;
	/** Name of the parts that are signatures, such as `v1`. Absent: all parts are. Other versions never count. */
	name?: string;
	/** How many parts at the beginning are not signatures. Defaults to 0 (Recurly: 1, the timestamp). */
	skip?: number;
}

export interface Signature {
	algorithm: Algorithm;
	encoding: Encoding;
	/** All places that have a value count. One signature that matches one of the secrets is enough. */
	in: Place | readonly Place[];
	/** Text before each signature, such as `sha256=`. It is required, and compared exactly. */
	prefix?: string;
	list?: ListFormat;
	/** ECDSA only: how the two numbers are written. Defaults to `der`. */
	dsa?: 'der' | 'ieee-p1363';
}

export interface Timestamp {
	/** A place, or `signature:t`: the part of that name in the signature's list. `signature:0`: its first part. */
	in: Place | `signature:${string}`;
	unit: 's' | 'ms' | 'date';
	/**
	 * Maximum difference between timestamp and clock, in seconds, in either direction. Defaults to 300. 0 if retries repeat the first
	 * timestamp, so that its age shows nothing. It is only checked if the signature covers the timestamp.
	 */
	tolerance?: number;
}

/**
 * How the text of a secret becomes the key of an HMAC. `whsec`: base64 after an optional `whsec_`. `sha1` and `sha256`: the
 * digest of the text, as bytes. Public keys do not need it: their text shows whether it is PEM, hexadecimal or base64.
 */
export type KeyForm = 'utf8' | 'hex' | 'base64' | 'whsec' | 'sha1' | 'sha256';

/** How a delivery is signed. */
export interface Scheme {
	signature: Signature;
	timestamp?: Timestamp;
	/** Defaults to `utf8`. */
	secretAs?: KeyForm;
	/**
	 * The signed bytes, as a template. Placeholders:
	 *
	 * - `{body}` the raw bytes; `{timestamp}` as the request has it; `{method}`; `{url}` the node's URL and the request's query
	 * - `{header:x}`, `{query:x}`, `{json:a.b}`, `{form:x}`. `|lower` at the end writes the value in lower case. With `?` at
	 *   the end of the name (`{json:a.b?}`), a missing value is empty. Without it, the delivery is rejected
	 * - `{form:*sorted}` all fields of a form, sorted by name: name, value, name, value …
	 * - `[…]` a segment that is left out if a placeholder in it is absent
	 *
	 * Without `{body}`, `{form:*sorted}` and `bodyHash`, events are marked as unproven.
	 */
	content: string;
	/** A list in the JSON body whose elements are signed one by one: `json:` places are then relative to an element. */
	each?: string;
	/** Where the hexadecimal SHA-256 of the body stands, if the signed content holds it (Twilio's JSON: `query:bodySHA256`). */
	bodyHash?: Place;
}

/**
 * Where a value of an event stands: a path in the JSON body (`data.object.id`, of an element if `each` is set), or
 * `header:x`, `query:x`, `form:x`, or a fixed text after `=` (`=orders`). In a list, the first one that is present counts.
 */
export type Path = string | readonly string[];

export interface EventPaths {
	/** The vendor's own id of the event. If absent, a digest of the signed bytes identifies it. */
	id?: Path;
	/** The vendor's name of what happened, such as `order.created`. Becomes the topic. */
	type?: Path;
	/** Appended to the type after a dot, if present (GitHub: `issues` and `opened`). */
	action?: Path;
	/** The action of ordinary messages, which is not appended. Other actions report something else (Twitch: `enabled`). */
	plainAction?: string;
	/** Defaults to the type without its verb. A singular English word becomes plural. */
	objectType?: Path;
	/** Defaults to the id of the event. */
	objectId?: Path;
	/**
	 * ISO 8601, or a number of seconds or milliseconds. Defaults to the signed timestamp, then to the time of receipt. An
	 * unsigned one counts only if the vendor may still retry a delivery of that time.
	 */
	date?: Path;
	/** Whether a date without a zone is in UTC (Xero: `eventDateUtc`). Without it, such a date does not count. */
	isUtc?: true;
	/** The customer's account at the vendor. Defaults to the provider's key. */
	account?: Path;
	/** A list in the body with one event per element, such as `events`. `$`: the body itself is the list. */
	each?: string;
	/**
	 * Signed values that can differ for each attempt: members of the JSON body, or of each element of a list (HubSpot:
	 * `attemptNumber`), or headers (Sinch: a nonce). All attempts of a delivery have the same id, although their signed
	 * bytes differ. If the body is not signed, they are the members by which the bodies of two attempts can differ.
	 */
	attempt?: string | readonly string[];
	/**
	 * Whether two events can have the same bytes, because the vendor sends neither an id nor a time (Dropbox). Each delivery
	 * without an id and a date is then another event.
	 */
	repeats?: true;
	/** The JSON document is the text of this form field, not the body (Mandrill: `form:mandrill_events`). */
	document?: `form:${string}`;
	/**
	 * What happened to the object, by the topic. `suffix`: its last word after `.`, `/`, `:` or `_` (`created`, `create`,
	 * `updated`, `update`, `deleted`, `delete`). Or the topics by name. Other topics are UNKNOWN. Defaults to none.
	 */
	verbs?:
		| 'suffix'
		| { created?: readonly string[]; updated?: readonly string[]; deleted?: readonly string[] };
}

/**
 * A request by which a vendor checks a URL. The node responds to it, and no execution starts. It does not
 * authenticate its sender, unless `isSigned`.
 */
export interface Handshake {
	method: 'GET' | 'HEAD' | 'POST';
	/** The places that identify the request, each with the value that it must have. `true`: any value. */
	when: readonly (readonly [Place, string | true])[];
	/** Whether it carries a signature like an event. Set it wherever the vendor signs it. Defaults to false. */
	isSigned?: true;
	/** The place of the verify token that the user gave to the vendor. It must equal the credential's (Meta). */
	verifyToken?: Place;
	/** The text that the response repeats: printable ASCII, at most 1,000 characters. */
	challenge?: Place;
	/**
	 * Signs the challenge with the secret for `mac` in the response (X, Zoom). The challenge may then have letters,
	 * digits, `_` and `-` only, and no event with such signed bytes is accepted. Otherwise the node would sign forged events.
	 */
	mac?: { algorithm: 'hmac-sha1' | 'hmac-sha256'; encoding: Encoding; prefix?: string };
	/** The response: a text, members of a JSON object, or a header. Numbers are sent as they are. Defaults to an empty 200. */
	answer?:
		| { text: 'challenge' | 'mac' }
		| { json: Readonly<Record<string, 'challenge' | 'mac' | number>> }
		| { header: string; value: 'challenge' | 'mac' };
	/** Whether the secret becomes known only by this request, so that a node without a secret may be activated (Asana). */
	isFirst?: true;
}

/** One row of the table of providers. */
export interface Provider extends Scheme {
	/** Lower case, digits and `_`. Becomes the `elementKey` of the events. Persisted in workflows: never changes. */
	key: string;
	name: string;
	/** The `hubKey` of the events: `collaboration`, `crm`, `ecommerce`, `finance`, `helpdesk`, `marketing`, `messaging`, `payment`, … */
	hub: string;
	/** Public pages or files that document the facts, the vendor's own first. */
	source: readonly [string, ...string[]];
	/** Set if only one project's table has these facts, and neither the vendor's page nor a second source confirms them. */
	unchecked?: true;
	event: EventPaths;
	handshake?: Handshake | readonly Handshake[];
	/** How long the vendor retries a delivery, in hours. Defaults to 72. */
	retryHours?: number;
	/** Where the user finds the secret or the public key, as a noun phrase of at most 120 characters. */
	secretHint?: string;
}
