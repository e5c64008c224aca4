### 邮件内容。

mail-subject-person = 您的绩效评审包（{ $period }）
mail-subject-team = { $name } 绩效评审包（{ $period }）
mail-subject-organisation = 组织绩效评审包（{ $period }）
mail-subject-alerts = 您负责的人员与团队预警（{ $period }）

mail-greeting = { $name }，您好：
mail-greeting-nobody = 您好：

mail-text-person = 随信附上您{ $period }的绩效评审包。其中逐项说明得分由来，可追溯至每个指标背后的记录，并列出最能提升得分的方向。
mail-text-person-interview = 附件中的日历文件载有面谈的时间和地点，打开即可加入您的日程。
mail-text-team = 随信附上 { $name }{ $period }的绩效评审包，仅供团队负责人阅读，请勿转发。
mail-text-organisation = 随信附上{ $period }的组织绩效评审包，以及全员得分工作簿，仅供人力资源部门使用，请勿转发。
mail-text-alerts = 您负责的人员与团队共有 { $count } 条预警。预警用于开启沟通，本身不构成结论。
mail-text-protected = 附件文档须用您本人的密码打开；密码不随邮件发送，将另行交付。
mail-text-copy = 本邮件同时抄送 { $manager }。

mail-attached = 附件：
mail-file-person = { $name } 绩效评审包 { $period }
mail-file-team = { $name } 绩效评审包 { $period }
mail-file-organisation = 组织绩效评审包 { $period }
mail-file-workbook = 得分工作簿 { $period }
mail-file-interview = { $name } 绩效面谈 { $period }

mail-signature = { $sender }
mail-footer-confidential = 本邮件内容保密。如误收，请删除并告知发件人。
mail-footer-automatic = 本邮件由系统生成，回复将由发件人查收。
