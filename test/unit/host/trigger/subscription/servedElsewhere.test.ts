import { answerTo } from '../../../../../nodes/host/trigger/subscription/claim';
import {
	CLAIM_HEADER,
	isServedElsewhere,
} from '../../../../../nodes/host/trigger/subscription/servedElsewhere';

const HERE = 'https://n8n.example/webhook/one/webhook';
const SECRET = 'shared by both n8n';
const PATH = '/webhook/one/webhook';

/** Names and their addresses. */
const NAMES: Record<string, string[]> = {
	'n8n.example': ['93.184.216.34'],
	'n8n.lan': ['10.0.0.2'],
	'old.example': ['93.184.216.35'],
	'old.lan': ['10.0.0.5'],
	'169-254-169-254.nip.example': ['169.254.169.254'],
};

type Headers = Record<typeof CLAIM_HEADER, string> & { Host?: string };

/** What n8n 2.x offers; the real one is tested in test/n8n. */
const getSecureEgressFilter = () => ({
	createSecureLookup:
		() =>
		(
			name: string,
			_: object,
			done: (error: Error | null, found?: Array<{ address: string }>) => void,
		) =>
			NAMES[name] === undefined
				? done(new Error('ENOTFOUND'))
				: done(
						null,
						NAMES[name].map((address) => ({ address })),
					),
	validateConnectionHost: () => ({ ok: true }),
});

describe('the question whether another n8n serves a node', () => {
	const ask = async (
		address: string,
		{
			here = HERE,
			answer = (claim: string) => answerTo(claim, SECRET),
			secrets = [SECRET],
			helpers = {},
		} = {},
	) => {
		const asked: string[] = [];
		const httpRequest = async ({ url, headers }: { url: string; headers: Headers }) => {
			asked.push([url, headers.Host].filter(Boolean).join(' as '));
			return {
				statusCode: 421,
				headers: { 'x-signed-events-answer': answer(headers[CLAIM_HEADER]) },
				body: '',
			};
		};
		const functions = { helpers: { httpRequest, ...helpers } } as never;
		return { answer: await isServedElsewhere(functions, address, here, secrets), asked };
	};
	const n8n2 = { helpers: { getSecureEgressFilter } };

	it('goes to the old address', async () => {
		const address = `https://old.example${PATH}`;
		expect(await ask(address)).toEqual({ answer: true, asked: [address] });
	});

	it('goes to the address that was checked if n8n can look names up', async () => {
		expect(await ask(`https://old.example${PATH}`, n8n2)).toEqual({
			answer: true,
			asked: [`https://93.184.216.35${PATH} as old.example`],
		});
	});

	it.each(['169.254.169.254', '[fd00:ec2::254]', 'metadata.google.internal'])(
		'never goes to a metadata service, which the vendor may name: %s',
		async (host) => {
			for (const more of [{}, n8n2])
				expect(await ask(`http://${host}${PATH}`, more)).toEqual({ answer: false, asked: [] });
		},
	);

	it.each([
		['resolves to a metadata service', '169-254-169-254.nip.example'],
		['resolves to a private address', 'old.lan:9200'],
		['does not resolve', 'gone.example'],
		['is a private address', '10.0.0.5:9200'],
		['is this machine', '127.0.0.1:6379'],
	])('does not go to a host that %s', async (_, host) => {
		expect(await ask(`http://${host}${PATH}`, n8n2)).toEqual({ answer: false, asked: [] });
	});

	it('goes to a private address if this n8n is served at one', async () => {
		const here = `http://n8n.lan:5678${PATH}`;
		expect((await ask(`http://old.lan:5678${PATH}`, { ...n8n2, here })).answer).toBe(true);
		expect(
			(await ask(`http://169-254-169-254.nip.example${PATH}`, { ...n8n2, here })).asked,
		).toEqual([]);
	});

	it.each([
		['any web server', () => ''],
		['an echo of the claim', (claim: string) => claim],
		['a stranger', (claim: string) => answerTo(claim, 'another secret')],
	])('is not answered by the 421 of %s', async (_, answer) => {
		expect((await ask(`https://old.example${PATH}`, { answer })).answer).toBe(false);
	});

	it.each([[[]], [['']], [['short']]])(
		'is not asked without a secret, because anyone could answer: %j',
		async (secrets) => {
			expect(await ask(`https://old.example${PATH}`, { secrets })).toEqual({
				answer: false,
				asked: [],
			});
		},
	);
});
