import { WebhookPathTakenError } from 'n8n-workflow';

import { PROBLEM } from '../../../nodes/core/result';
import { noAnswer } from '../../../nodes/host/http';
import { activationError, problemError, ProblemError } from '../../../nodes/host/nodeErrors';

const problem = {
	reason: PROBLEM.unauthorized,
	message: 'The shop rejects the token. Enter another.',
};
const url = 'https://shop.example/things';

describe("a credential's problem that n8n wraps", () => {
	it('is found among the causes, where n8n 2.41 keeps it', () => {
		const wrapped = new Error('Request failed', { cause: new ProblemError(problem) });
		expect(noAnswer(wrapped, url)).toEqual({ ok: false, problem });
	});

	it('is found by message and description, which are all that n8n 1.123 keeps', () => {
		const { message, description } = new ProblemError(problem);
		const wrapped = Object.assign(new Error(message), { description, context: {} });
		expect(noAnswer(wrapped, url)).toEqual({ ok: false, problem });
	});

	it('is not read from an error of the network', () => {
		const error = Object.assign(new Error('no'), { description: 'no', code: 'ECONNREFUSED' });
		expect(noAnswer(error, url)).toMatchObject({ problem: { reason: PROBLEM.unreachable } });
	});
});

const node = {
	...{ name: 'Shop', type: 'x', typeVersion: 1, position: [0, 0], parameters: {}, id: '1' },
};

describe('n8n repeats an activation', () => {
	const tls = (message: string) => ({ code: 'EPROTO', message });

	it.each([
		[false, 'the host does not exist', { code: 'ENOTFOUND' }],
		[false, 'the port speaks no TLS', tls('SSL routines:ssl3_get_record:wrong version number')],
		[false, 'the port speaks no TLS in Node 24', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
		[true, 'the name server does not respond', { code: 'EAI_AGAIN' }],
		[true, 'the server is down', { code: 'ECONNREFUSED' }],
		[true, 'the handshake failed', tls('ssl3_read_bytes:tlsv1 alert handshake failure')],
	])('(%s) if %s', (isRepeated, _, cause) => {
		const { problem: found } = noAnswer(new Error('wrapped', { cause }), url);
		const error = activationError(node as never, found);
		expect(error instanceof WebhookPathTakenError).toBe(!isRepeated);
		expect(found.reason).toBe(PROBLEM.unreachable);
	});
});

it("no problem's error has the word that stops n8n's retries of an activation", () => {
	const words = 'The shop failed (HTTP 503: Authorization service is restarting). Try again later.';
	const error = problemError(node as never, { reason: PROBLEM.failing, message: words });
	expect(error.message).toBe(words.replace('Authorization', 'authorization'));
});
