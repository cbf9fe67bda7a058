import { secretFormProblem } from '../../../nodes/host/secretForm';

const others = { 'Access Token': ` ${'t'.repeat(32)} `, 'Client ID': '' };
const kinds = [[/^shpat_/, 'an access token']] as const;

it.each([
	['', 'is empty'],
	['t'.repeat(32), 'is the same as the Access Token'],
	[`shpat_${'a'.repeat(32)}`, 'is an access token'],
	['abcdefgh ijklmnopqrstuv', 'has blanks or line breaks in it'],
	['https://shop.example/webhook/0123', 'is a URL'],
	[`"${'a'.repeat(32)}"`, 'is in quotation marks'],
	[`'${'a'.repeat(32)}'`, 'is in quotation marks'],
	[`“${'a'.repeat(32)}”`, 'is in quotation marks'],
	[
		'-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----',
		'is a key in PEM form',
	],
	[`GITHUB_SECRET=${'a'.repeat(32)}`, 'has the name of its environment variable before it'],
	[`ABC_${'a'.repeat(31)}=`, undefined],
	['a', 'has only 1 character, but needs at least 16'],
	['abcdefgh', 'has only 8 characters, but needs at least 16'],
	[`shpss_${'a'.repeat(32)}`, undefined],
	['0123456789abcdef', undefined],
	[`"${'a'.repeat(32)}`, undefined],
])('%j: %j', (secret, problem) =>
	expect(secretFormProblem(secret, { others, kinds })).toBe(problem),
);
