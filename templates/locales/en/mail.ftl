### What mails say.

mail-subject-person = Your review packet for { $period }
mail-subject-team = Review packet of { $name } for { $period }
mail-subject-organisation = Review packet of the organisation for { $period }
mail-subject-alerts = Alerts of your people and teams, { $period }

mail-greeting = Dear { $name },
mail-greeting-nobody = Hello,

mail-text-person = Attached is your review packet for { $period }. It shows what your score is made of, down to the records behind each value, and what would raise it most.
mail-text-person-interview = The calendar file holds the time and place of your interview; open it to add the interview to your calendar.
mail-text-team = Attached is the review packet of { $name } for { $period }. It is for whoever leads the team, and for nobody else.
mail-text-organisation = Attached are the review packet of the organisation for { $period } and the workbook with the scores of everybody. They are for human resources only.
mail-text-alerts = { $count ->
    [one] One alert concerns people or teams that you are responsible for. It opens a conversation and proves nothing by itself.
   *[other] { $count } alerts concern people or teams that you are responsible for. They open conversations and prove nothing by themselves.
}
mail-text-protected = The document opens with your own password, which you get apart from this mail.
mail-text-copy = { $manager } gets a copy of this mail.

mail-attached = Attached:
mail-file-person = { $name } – review packet { $period }
mail-file-team = { $name } – review packet { $period }
mail-file-organisation = Review packet of the organisation { $period }
mail-file-workbook = Scores { $period }
mail-file-interview = { $name } – interview { $period }

mail-signature = { $sender }
mail-footer-confidential = Confidential. If this mail has reached you by mistake, please delete it and tell the sender.
mail-footer-automatic = This mail was written by a program; answers are read by the sender.
