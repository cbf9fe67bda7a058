import {
	NodeApiError,
	NodeOperationError,
	OperationalError,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import { splitAdvice } from '../../../nodes/core/health/advice';
import { PROBLEM, ok } from '../../../nodes/core/result';
import { oauth2Send } from '../../../nodes/host/oauth2';

const NODE = { name: 'My trigger', typeVersion: 2 } as INode;
const URL_ = 'https://api.vendor.example/things';

/** What n8n's helper throws: it wraps all that is not its own. */
function wrapped(error: object): NodeApiError {
	return new NodeApiError(NODE, error as JsonObject);
}

async function send(helper: (options: unknown) => unknown, vendorStatuses?: readonly number[]) {
	const httpRequestWithAuthentication = async function (_: unknown, options: unknown) {
		return helper(options);
	};
	const functions = { helpers: { httpRequestWithAuthentication } };
	const oauth2 = oauth2Send(functions as never, 'someOAuth2Api', {}, vendorStatuses);
	return await oauth2({ method: 'GET', url: URL_ });
}

const fails = async (error: unknown, vendorStatuses?: readonly number[]) =>
	await send(() => {
		throw error;
	}, vendorStatuses);

/** What n8n throws if a token endpoint responds with a page (`ResponseError` of @n8n/client-oauth2). */
const page = (status: number) =>
	new OperationalError(`Failed to acquire OAuth2 access token: Expected JSON`, {
		cause: Object.assign(new Error('Expected JSON'), { status, code: 'ESTATUS', body: '<html>' }),
	});

describe("sending through n8n's OAuth2", () => {
	it('lets n8n throw on a 401, so that it renews the token, and returns every other status', async () => {
		let given: Record<string, unknown> = {};
		const answer = await send((options) => {
			given = options as typeof given;
			return { statusCode: 404, headers: { 'X-Some': 'thing' }, body: Buffer.from('{}') };
		});
		expect(given.ignoreHttpStatusErrors).toEqual({ ignore: true, except: [401] });
		expect(given.disableFollowRedirect).toBe(true);
		expect(answer).toEqual(
			ok({ status: 404, headers: { 'x-some': 'thing' }, body: Buffer.from('{}') }),
		);
	});

	it("shows a server's words as they are, also with the patterns of String.replace", async () => {
		const body = { error: "$' $` $& Send the password" };
		const error = Object.assign(new Error('HTTP status 400'), { code: 'ESTATUS', body });
		const answer = await fails(wrapped(error));
		if (answer.ok) throw new Error('a response');
		const [sentence, nextStep] = splitAdvice(answer.problem.message);
		expect(sentence).toContain(`no access token (${body.error}).`);
		expect(nextStep).toMatch(/^Check the client ID/);
	});

	it('makes an answer of a 401 that a new token did not help', async () => {
		const error = Object.assign(new Error('Request failed with status code 401'), {
			code: 'ERR_BAD_REQUEST',
			status: 401,
			response: { status: 401 },
		});
		expect(await fails(wrapped(error))).toMatchObject({ ok: true, value: { status: 401 } });
	});

	it.each([
		[
			'a refused grant',
			wrapped(Object.assign(new Error('Grant credentials are invalid'), { code: 'EAUTH' })),
			/^The request to api\.vendor\.example failed: the server returned no access token\. Check .* If you connected the credential in n8n, connect it again\.$/,
		],
		[
			'a token endpoint that refuses',
			wrapped(
				Object.assign(new Error('HTTP status 401'), {
					code: 'ESTATUS',
					status: 401,
					body: { error: 'invalid_client', error_description: 'No such client.' },
				}),
			),
			/returned no access token \(invalid_client: No such client\.\)\. Check/,
		],
		[
			'a revoked connection',
			new NodeOperationError(NODE, 'The credential "Box" needs to be reconnected.'),
			/^The request to api\.vendor\.example failed: the credential is no longer valid\. Open it and connect it again\.$/,
		],
		[
			'a credential that was saved before it was connected',
			wrapped(new Error('Unable to sign without access token')),
			/^The request to api\.vendor\.example failed: the credential is not connected yet\. Open it and connect it\.$/,
		],
		[
			'a credential that was never connected',
			wrapped(new Error('OAuth credentials not connected')),
			/^The request to api\.vendor\.example failed: the credential is not connected yet\. Open it and connect it\.$/,
		],
	])('says of %s what to do', async (_, error, sentence) => {
		const answer = await fails(error);
		if (answer.ok) throw new Error('no problem');
		expect(answer.problem.reason).toBe(PROBLEM.unauthorized);
		expect(answer.problem.message).toMatch(sentence);
	});

	it('reports a host that does not respond, as for any other request', async () => {
		const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
		expect(await fails(wrapped(error))).toMatchObject({
			ok: false,
			problem: {
				reason: PROBLEM.unreachable,
				message: expect.stringContaining('rejected the connection'),
			},
		});
	});

	it.each([429, 500, 503])(
		'returns a response of %s to the request of a token like any other response',
		async (status) => {
			// n8n's client throws its own error for 429, and the HTTP client's error from 500 on.
			const server = Object.assign(new Error(`Request failed with status code ${status}`), {
				code: 'ERR_BAD_RESPONSE',
				response: { status, headers: { 'Retry-After': '7' }, data: 'busy' },
			});
			const error = status === 429 ? page(status) : wrapped(server);
			expect(await fails(error)).toMatchObject({ ok: true, value: { status } });
		},
	);

	it('returns a status that the vendor explains itself, such as 404 for an unknown shop', async () => {
		expect(await fails(wrapped(page(404)), [402, 404])).toMatchObject({
			ok: true,
			value: { status: 404 },
		});
		expect(await fails(wrapped(page(200)), [402, 404])).toMatchObject({ ok: false });
	});

	it('names the status of a token endpoint that responds with a page', async () => {
		const answer = await fails(wrapped(page(403)), [402, 404]);
		if (answer.ok) throw new Error('a response');
		expect(answer.problem.message).toMatch(
			/returned no access token \(HTTP 403\)\. Check the client ID/,
		);
	});
});
