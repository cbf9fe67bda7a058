import { formsOf, secretsIn } from './secretForms';

const SECRET = 'pä/ss+wörd & "more" of it';

it.each([
	['as it is', SECRET],
	['in JSON', JSON.stringify({ a: SECRET })],
	['in a URL', `?a=${encodeURIComponent(SECRET)}`],
	['in a form', new URLSearchParams({ a: SECRET }).toString()],
	['in hexadecimal', Buffer.from(`x${SECRET}`).toString('hex')],
	['in base64', Buffer.from(SECRET).toString('base64')],
	['in Basic authentication', Buffer.from(`key:${SECRET}`).toString('base64')],
	['in base64 that begins elsewhere', Buffer.from(`ab${SECRET}cd`).toString('base64')],
	['in base64 that begins one byte on', Buffer.from(`a${SECRET}cd`).toString('base64')],
	['in base64url', Buffer.from(`ab${SECRET}cd`).toString('base64url')],
])('a secret is found %s', (_what, text) => {
	expect(secretsIn(`before ${text} after`, { mine: SECRET })).not.toEqual([]);
});

it('is found nowhere else, and none of its forms is so short that it could be', () => {
	expect(secretsIn('nothing of the kind', { mine: SECRET })).toEqual([]);
	for (const form of formsOf('0123456789abcdef')) expect(form.length).toBeGreaterThan(14);
});
