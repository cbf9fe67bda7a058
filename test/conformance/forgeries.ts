/** Ways to spoil a proof; each has been got past some vendor's or library's check (docs/facts/attacks.md). */

interface ForgedSignature {
	what: string;
	forge(signature: string): string | string[] | undefined;
}

export const forgedSignatures: ForgedSignature[] = [
	{ what: 'missing', forge: () => undefined },
	{ what: 'empty', forge: () => '' },
	{ what: 'a space', forge: () => ' ' },
	{ what: 'only padding', forge: () => '=' },
	{ what: 'sent twice', forge: (signature) => [signature, signature] },
	{ what: 'sent twice, the second one false', forge: (signature) => [signature, 'AAAA'] },
	{ what: 'sent in no header line at all', forge: () => [] },
	{ what: 'joined to itself', forge: (signature) => `${signature}, ${signature}` },
	{ what: 'one of ten thousand', forge: (signature) => `${signature} `.repeat(10_000) },
	{ what: 'cut by one character', forge: (signature) => signature.slice(0, -1) },
	{ what: 'cut to half', forge: (signature) => signature.slice(0, signature.length / 2) },
	{ what: 'without its padding', forge: (signature) => signature.replace(/=+$/, '') },
	{ what: 'followed by a line break', forge: (signature) => `${signature}\n` },
	{ what: 'led by a space', forge: (signature) => ` ${signature}` },
	{ what: 'followed by more', forge: (signature) => `${signature}AAAA` },
	{ what: 'of another case', forge: (signature) => swapCase(signature) },
	{ what: 'the same bytes spelled otherwise', forge: (signature) => respelled(signature) },
	{
		what: 'in hexadecimal',
		forge: (signature) => Buffer.from(signature, 'base64').toString('hex'),
	},
	{ what: 'under a scheme', forge: (signature) => `sha256=${signature}` },
	{ what: 'all zeros', forge: () => Buffer.alloc(32).toString('base64') },
	{ what: 'no base64', forge: () => '\u0000\ud800💥' },
	{ what: 'one bit off', forge: (signature) => oneBitOff(signature) },
];

function swapCase(text: string): string {
	return [...text]
		.map((letter) =>
			letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
		)
		.join('');
}

/** Sets a bit that base64 of 32 bytes has no use for: decoders that are lenient see the same bytes. */
function respelled(signature: string): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
	const last = signature.replace(/=+$/, '').length - 1;
	const other = alphabet[alphabet.indexOf(signature[last]) ^ 1];
	return signature.slice(0, last) + other + signature.slice(last + 1);
}

function oneBitOff(signature: string): string {
	const bytes = Buffer.from(signature, 'base64');
	bytes[0] ^= 1;
	return bytes.toString('base64');
}

interface ForgedBody {
	what: string;
	/** What the vendor signed. */
	signed(body: Buffer): Buffer;
	/** What arrives. */
	sent(body: Buffer): Buffer;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const INVALID = Buffer.from([0x20, 0xff]);
/** U+FFFD, with which decoders replace bytes that are not text. */
const REPLACED = Buffer.from([0x20, 0xef, 0xbf, 0xbd]);
const same = (body: Buffer) => body;
const followedBy = (tail: string | Buffer) => (body: Buffer) =>
	Buffer.concat([body, Buffer.from(tail)]);

export const forgedBodies: ForgedBody[] = [
	{ what: 'that lost everything', signed: same, sent: () => Buffer.alloc(0) },
	{ what: 'that lost its last byte', signed: same, sent: (body) => body.subarray(0, -1) },
	{ what: 'followed by a space', signed: same, sent: followedBy(' ') },
	{ what: 'followed by a line break', signed: same, sent: followedBy('\n') },
	{ what: 'led by a space', signed: same, sent: (body) => Buffer.concat([Buffer.from(' '), body]) },
	{ what: 'led by a byte order mark', signed: same, sent: (body) => Buffer.concat([BOM, body]) },
	{
		what: 'that lost its byte order mark',
		signed: (body) => Buffer.concat([BOM, body]),
		sent: same,
	},
	{ what: 'whose CRLF became LF', signed: followedBy('\r\n'), sent: followedBy('\n') },
	{ what: 'whose LF became CRLF', signed: followedBy('\n'), sent: followedBy('\r\n') },
	{ what: 'written anew with other white space', signed: same, sent: (body) => indented(body) },
	{ what: 'whose keys stand in another order', signed: same, sent: (body) => reordered(body) },
	{ what: 'sent twice in one', signed: same, sent: (body) => Buffer.concat([body, body]) },
	{
		what: 'whose invalid UTF-8 became U+FFFD',
		signed: followedBy(INVALID),
		sent: followedBy(REPLACED),
	},
	{
		what: 'whose U+FFFD became invalid UTF-8',
		signed: followedBy(REPLACED),
		sent: followedBy(INVALID),
	},
	{
		what: 'in UTF-16',
		signed: same,
		sent: (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
	},
];

/** A long integer would not survive `JSON.parse`, but samples have small ids. */
function indented(body: Buffer): Buffer {
	return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8')), undefined, '\t '));
}

function reordered(body: Buffer): Buffer {
	const members = Object.entries(JSON.parse(body.toString('utf8'))).reverse();
	return Buffer.from(JSON.stringify(Object.fromEntries(members)));
}

export const otherSecrets = [
	{ what: 'another secret', secret: 'not-the-secret-at-all' },
	{ what: 'a space for a secret', secret: ' ' },
];
