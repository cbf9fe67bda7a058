import { signRequest } from '../../../../nodes/core/envelope/signRequest';
import { connect, signedEvents } from '../../../../nodes/SignedEvent/verify/receiverVendor';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { CREDENTIAL, FakeNode, fakeRequest } from '../../host/fakes';

const SECRET = `whsec_${'A'.repeat(32)}`;
const NOW = Date.parse('2026-11-21T10:00:00Z');

/** Returns what a sender gets for a request that is signed with a key at a time. */
async function responseTo(options: object, key: string, now: number) {
	const node = new FakeNode();
	node.mode = 'webhook';
	node.credential = { id: '1', data: { signatureSecret: SECRET } as never };
	node.parameters = { schemes: ['standardWebhooks'], options };
	const body = Buffer.from('{"note":"private"}');
	const headers = Object.entries(signRequest({ id: 'msg_1', body }, [key], { now }));
	const distinct = Object.fromEntries(headers.map(([name, value]) => [name, [value]]));
	const config = { vendor: signedEvents, credentialType: () => CREDENTIAL, connect };
	await receive(node.webhook(fakeRequest(body, distinct)), config, newProcessState(), () => NOW);
	return node.response;
}

const STRANGER = `whsec_${'B'.repeat(32)}`;

it.each([
	['of a stranger', STRANGER, NOW, 'signature_mismatch'],
	['that is too old', SECRET, NOW - 3_600_000, 'timestamp_out_of_tolerance'],
])('a request %s gets the reason if the user wants that', async (_, key, now, reason) => {
	const response = await responseTo({ explainRejections: true }, key, now);
	expect(response.statusCode).toBe(401);
	expect(response.headers).toMatchObject({ 'Content-Type': 'application/problem+json' });
	const problem = JSON.parse(String(response.body)) as object;
	expect(problem).toEqual({
		...{ type: 'about:blank', title: 'Unauthorized', status: 401, reason },
		detail: expect.stringMatching(/^[A-Z].*\.$/),
	});
	expect(response.body).not.toMatch(/whsec_|private/);
});

it.each([{}, { explainRejections: false }])('and a bare 401 by default: %j', async (options) => {
	const response = await responseTo(options, STRANGER, NOW);
	expect([response.statusCode, response.body]).toEqual([401, undefined]);
});
