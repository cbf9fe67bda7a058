import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { splitAdvice } from '../../../nodes/core/health/advice';
import { PROBLEM, ok } from '../../../nodes/core/result';
import { oauth2Send } from '../../../nodes/host/oauth2';

const NODE = { name: 'My trigger', typeVersion: 2 } as INode;
const URL_ = 'https://api.vendor.example/things';

/** What n8n's helper throws: it wraps all that is not its own. */
function wrapped(error: object): NodeApiError {
	return new NodeApiError(NODE, error as JsonObject);
}

async function send(helper: (options: unknown) => unknown) {
	const httpRequestWithAuthentication = async function (_: unknown, options: unknown) {
		return helper(options);
	};
	const functions = { helpers: { httpRequestWithAuthentication } };
	return await oauth2Send(functions as never, 'someOAuth2Api')({ method: 'GET', url: URL_ });
}

const fails = async (error: unknown) =>
	await send(() => {
		throw error;
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
});
