import {
	answerTo,
	claimOf,
	isAnswer,
	judgeClaim,
} from '../../../../../nodes/host/trigger/subscription/claim';
import {
	CLAIM_HEADER,
	claimAnswer,
} from '../../../../../nodes/host/trigger/subscription/servedElsewhere';
import { hmacSha256, secretKey } from '../../../../../nodes/core/hash/hmac';

const SERVED = 'https://n8n.example/webhook/one/webhook';
const COPY = 'https://copy.example/webhook/one/webhook';
const SECRET = 'the secret of the credential';

describe('the claim of another n8n', () => {
	const judge = (claim: string, secrets = [SECRET]) => judgeClaim(claim, SERVED, secrets);

	it('shows whether both have the same origin', () => {
		const finished = 'https://n8n.example/webhook/one/finished';
		expect(judge(claimOf(finished, SERVED, SECRET))).toEqual({ kind: 'same' });
		const claim = claimOf(COPY, SERVED, SECRET);
		expect(judge(claim)).toEqual({ kind: 'other', answer: answerTo(claim, SECRET) });
	});

	it('is answered with the secret that verifies it, so that a replaced secret counts', () => {
		const claim = claimOf(COPY, SERVED, 'the previous secret');
		const verdict = judge(claim, [SECRET, 'the previous secret']);
		expect(verdict).toEqual({ kind: 'other', answer: answerTo(claim, 'the previous secret') });
	});

	it.each([
		['another secret', claimOf(COPY, SERVED, 'another secret')],
		// The owner of one old address must not get an answer from an n8n at another.
		['another address', claimOf(COPY, 'https://old.example/webhook/one/webhook', SECRET)],
		['no proof', claimOf(COPY, SERVED, SECRET).split('.')[0]],
		['no text', ''],
		['plain text', 'https://n8n.example'],
	])('is not answered with %s', (_, claim) => {
		expect(judge(claim)).toEqual({ kind: 'unverified' });
	});

	it.each([[[]], [['']], [['short']]])('is not verified with secrets %j', (secrets) => {
		expect(judge(claimOf(COPY, SERVED, secrets[0] ?? ''), secrets)).toEqual({ kind: 'unverified' });
	});

	it('names no origin that a person without the secret can check', () => {
		const guess = claimOf(COPY, SERVED, 'another secret');
		expect(claimOf(COPY, SERVED, SECRET).split('.')[0]).not.toBe(guess.split('.')[0]);
	});

	it('is not a signature of a delivery', () => {
		const claim = claimOf(COPY, SERVED, SECRET);
		const texts = [claim, answerTo(claim, SECRET), ...claim.split('.')];
		const signed = ['origin https://copy.example', `answer ${claim}`].map((text) =>
			hmacSha256(secretKey(SECRET), Buffer.from(text)).toString('base64'),
		);
		expect(texts.filter((text) => signed.includes(text))).toEqual([]);
	});

	it('has one answer', () => {
		const claim = claimOf(COPY, SERVED, SECRET);
		expect(isAnswer(answerTo(claim, SECRET), claim, SECRET)).toBe(true);
		for (const other of [claim, '', undefined, [answerTo(claim, SECRET)]])
			expect(isAnswer(other, claim, SECRET)).toBe(false);
	});
});

describe('the response of a node to a claim', () => {
	const status = (...claims: string[]) =>
		claimAnswer({ [CLAIM_HEADER]: claims }, SERVED, [SECRET]).status;
	const own = claimOf(SERVED, SERVED, SECRET);

	it('is 200 to its own n8n, 421 to another, and 401 to a stranger', () => {
		expect([own, claimOf(COPY, SERVED, SECRET), 'x'].map((claim) => status(claim))).toEqual([
			200, 421, 401,
		]);
	});

	it('is 401 if the claim comes twice', () => {
		expect(status(own, own)).toBe(401);
	});
});
