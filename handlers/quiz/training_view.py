"""Wording a training: one message, question by question, with what is right after each answer."""

from handlers.dates import local_day
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.quiz.labels import LETTERS
from handlers.quiz.presses import TrainingAnswer, TrainingDo, TrainingStep
from locales.translator import Html
from models.quiz.bank import Question, bank_of
from models.quiz.tables import QuizTraining, TrainingState
from models.quiz.training import TRAINING, next_question

Rows = tuple[tuple[Button, ...], ...]


async def training(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(QuizTraining, context.message.subject_id)
    if about is None:
        return Skip("the training is gone")
    if about.state is TrainingState.DROPPED:
        return MessageContent(context.t("This training has been replaced by a newer one."))
    if about.state is TrainingState.DONE:
        told = _lines(_explained(context, about), _result(context, about))
        return MessageContent(told, _one(context, about, TrainingStep.AGAIN))
    return _open(context, about)


def _open(context: RenderContext, about: QuizTraining) -> MessageContent:
    t, question = context.t, next_question(context.session, about)
    if about.stopped:
        done = t("<b>Training paused</b> after {n} of {all} questions.", n=len(about.answers), all=len(about.questions))
        return MessageContent(done, _one(context, about, TrainingStep.RESUME))
    if about.explained:
        return MessageContent(_explained(context, about), _steps(context, about))
    if question is None:
        return MessageContent(t("This question has been taken out of the quiz. Send /quiz to begin another training."))
    return _asked(context, about, question)


def _asked(context: RenderContext, about: QuizTraining, question: Question) -> MessageContent:
    t, words, number = context.t, question.in_language(context.t.locale), len(about.answers)
    head = t("<b>Question {n} of {all}</b>", n=number + 1, all=len(about.questions))
    lines = [words.ask, *(f"{letter}. {option}" for letter, option in zip(LETTERS, words.options, strict=False))]
    answers = tuple(
        Button(LETTERS[place], TrainingAnswer(about.id, number, place).pack()) for place in range(len(words.options))
    )
    stop = (Button(t.plain("Go on another time"), TrainingDo(TrainingStep.STOP, about.id).pack()),)
    return MessageContent(_lines(head, *(t("{text}", text=line) for line in lines)), (answers, stop))


def _explained(context: RenderContext, about: QuizTraining) -> Html:
    """The newest answer, and what is right."""
    number = len(about.answers) - 1
    question = bank_of(context.session).questions.get(about.questions[number])
    if question is None:
        return Html("")
    t, words, chosen = context.t, question.in_language(context.t.locale), about.answers[number]
    head = t("<b>Question {n} of {all}</b>", n=number + 1, all=len(about.questions))
    right = f"{LETTERS[question.right]}. {words.options[question.right]}"
    if chosen == question.right:
        told = t("✅ Right: {option}", option=right)
    else:
        mine = f"{LETTERS[chosen]}. {words.options[chosen]}" if chosen < len(words.options) else LETTERS[chosen]
        told = t("❌ You chose {mine}\nRight: {option}", mine=mine, option=right)
    return _lines(head, t("{text}", text=words.ask), told, t("{text}", text=words.why))


def _result(context: RenderContext, about: QuizTraining) -> Html:
    t, rights, every = context.t, about.rights, len(about.questions)
    day = local_day(context, about.done_at or about.begun_at)
    told = t("<b>Training done, {day}: {rights} of {all} right.</b>", day=day, rights=rights, all=every)
    return _lines(told, t("Your result is kept. Only you and your leaders see it."))


def _steps(context: RenderContext, about: QuizTraining) -> Rows:
    t = context.t
    go_on = Button(t.plain("Next question"), TrainingDo(TrainingStep.NEXT, about.id).pack())
    return ((go_on,), (Button(t.plain("Go on another time"), TrainingDo(TrainingStep.STOP, about.id).pack()),))


def _one(context: RenderContext, about: QuizTraining, step: TrainingStep) -> Rows:
    t = context.t
    label = t.plain("Go on" if step is TrainingStep.RESUME else "Another training")
    return ((Button(label, TrainingDo(step, about.id).pack()),),)


def _lines(*lines: Html) -> Html:
    return Html("\n".join(line for line in lines if line))


VIEWS: dict[str, View] = {TRAINING: training}
