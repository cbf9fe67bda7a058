import { err, PROBLEM, type Result } from '../core/result';
import { shownText } from '../core/text/shownText';
import { messageOf } from './log';
import { redactSecrets } from './vendorErrors';

/**
 * Does something, and returns an exception as a problem, so that what follows is still done. A vendor's answer that no
 * reader foresaw causes such exceptions.
 *
 * @param sentenceOf the problem's sentence about the exception's message
 */
export async function withoutException<Value>(
	action: () => Promise<Result<Value>>,
	sentenceOf: (message: string) => string,
): Promise<Result<Value>> {
	try {
		return await action();
	} catch (error) {
		const message = shownText(redactSecrets(messageOf(error)), 200);
		return err(PROBLEM.unexpected, sentenceOf(message));
	}
}
