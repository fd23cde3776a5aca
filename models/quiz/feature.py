from sqlalchemy import select
from sqlmodel import col

from models.feature import Domain
from models.quiz.certificates import CERTIFICATES, Certificate
from models.quiz.roster_certificates import TAKE_LISTED, RosterCertificate
from models.quiz.tables import QuizPlan, QuizRound, QuizTraining, QuizTurn, TrainingState
from models.quiz.training import TRAINING
from models.quiz.weekly import BEGIN_TURNS, QUIZ_ROUNDS, QUIZ_TURNS, ROUND

QUIZ = Domain(
    "quiz",
    tables=(QuizPlan, QuizTurn, QuizRound, QuizTraining, Certificate, RosterCertificate),
    due=(QUIZ_TURNS, QUIZ_ROUNDS, CERTIFICATES),
    chores=(BEGIN_TURNS, TAKE_LISTED),
    standing=(ROUND, TRAINING),
    live=(select(col(QuizTraining.id)).where(col(QuizTraining.state) == TrainingState.OPEN),),
)
