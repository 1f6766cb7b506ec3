<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR">
<context>
    <name>Backup</name>
    <message>
        <source>The backup needs %1 in %2, which has %3 free: free some space there, or name another folder.</source>
        <translation>A cópia de segurança precisa de %1 em %2, que tem %3 livres: libere espaço ali ou indique outra pasta.</translation>
    </message>
    <message>
        <source>The backup needs %1 in %2, which has %3 free: free some space there, then put it back again.</source>
        <translation>A cópia de segurança precisa de %1 em %2, que tem %3 livres: libere espaço ali e restaure-a de novo.</translation>
    </message>
    <message>
        <source>The disk of %1 is full: free some space there, or name another folder.</source>
        <translation>O disco de %1 está cheio: libere espaço ali ou indique outra pasta.</translation>
    </message>
    <message>
        <source>%1 may not be written: give this user the right to, or name another folder.</source>
        <translation>%1 não pode ser gravado: dê esse direito a este usuário ou indique outra pasta.</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2): see to that, or name another folder.</source>
        <translation>%1 não pode ser gravado (%2): resolva isso ou indique outra pasta.</translation>
    </message>
    <message>
        <source>The history in %1 cannot be read (%2): no backup was made.</source>
        <translation>O histórico em %1 não pode ser lido (%2): nenhuma cópia de segurança foi feita.</translation>
    </message>
    <message>
        <source>There is no history in %1: nothing can be backed up yet.</source>
        <translation>Não há histórico em %1: ainda não há nada para copiar.</translation>
    </message>
    <message>
        <source>Another backup is just being written into %1: wait until it is done.</source>
        <translation>Outra cópia de segurança está sendo gravada em %1: espere até que termine.</translation>
    </message>
    <message>
        <source>The backup was stopped before it was done.</source>
        <translation>A cópia de segurança foi interrompida antes de terminar.</translation>
    </message>
    <message>
        <source>The history in %1 is damaged (%2), so no backup was made: put back an older one. All of them are kept.</source>
        <translation>O histórico em %1 está danificado (%2), por isso nenhuma cópia foi feita: restaure uma mais antiga. Todas são mantidas.</translation>
    </message>
    <message>
        <source>The copy in %1 came out damaged (%2), although the history is not: check that disk.</source>
        <translation>A cópia em %1 saiu danificada (%2), embora o histórico não esteja: verifique esse disco.</translation>
    </message>
    <message>
        <source>%1 is no longer as it was when the backup was made, so it is of no use: take another one.</source>
        <translation>%1 já não está como quando a cópia foi feita e por isso não serve: escolha outra.</translation>
    </message>
    <message>
        <source>%1 is no backup of a history (%2): take another one.</source>
        <translation>%1 não é a cópia de segurança de um histórico (%2): escolha outra.</translation>
    </message>
    <message>
        <source>%1 was made by a newer version of Shopfloor HMI: install that one, or take an older backup.</source>
        <translation>%1 foi feita por uma versão mais nova do Shopfloor HMI: instale essa versão ou escolha uma cópia mais antiga.</translation>
    </message>
    <message>
        <source>%1 is in use by other programs (%2): end them, then put the backup back again.</source>
        <translation>%1 está em uso por outros programas (%2): encerre-os e restaure a cópia de novo.</translation>
    </message>
    <message>
        <source>The user of %1 may not make databases on that server (%2): let its administrator allow it (CREATEDB), then put the backup back again.</source>
        <translation>O usuário de %1 não pode criar bancos de dados nesse servidor (%2): peça ao administrador que o permita (CREATEDB) e restaure a cópia de novo.</translation>
    </message>
    <message>
        <source>%1 could not be put back into %2 (%3): everything is as it was.</source>
        <translation>%1 não pôde ser restaurada em %2 (%3): tudo está como antes.</translation>
    </message>
    <message>
        <source>%1 takes the program pg_restore of PostgreSQL %2 or newer: install PostgreSQL&apos;s client programs.</source>
        <translation>%1 precisa do programa pg_restore do PostgreSQL %2 ou mais novo: instale os programas cliente do PostgreSQL.</translation>
    </message>
    <message>
        <source>%1 was made by PostgreSQL&apos;s own program and cannot become a file: put it back into a database.</source>
        <translation>%1 foi feita pelo programa do próprio PostgreSQL e não pode virar um arquivo: restaure-a em um banco de dados.</translation>
    </message>
    <message>
        <source>The backups are on the same disk as the history and would be lost with it: name a folder on another one.</source>
        <translation>As cópias de segurança estão no mesmo disco que o histórico e se perderiam com ele: indique uma pasta em outro disco.</translation>
    </message>
    <message>
        <source>The backup failed because of a defect of this program: please report it.</source>
        <translation>A cópia de segurança falhou por um defeito deste programa: relate-o, por favor.</translation>
    </message>
</context>
<context>
    <name>Conditions</name>
    <message>
        <source>Machine conditions</source>
        <translation>Condições da máquina</translation>
    </message>
    <message>
        <source>%1 active</source>
        <translation>%1 ativas</translation>
    </message>
    <message>
        <source>%1 normal</source>
        <translation>%1 normais</translation>
    </message>
    <message>
        <source>Unknown while the machine says nothing</source>
        <translation>Desconhecidas enquanto a máquina não informa nada</translation>
    </message>
    <message>
        <source>This machine reports no conditions</source>
        <translation>Esta máquina não informa condições</translation>
    </message>
    <message>
        <source>No warning, no fault</source>
        <translation>Nenhum aviso, nenhuma falha</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>Falha</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>overrun</source>
        <translation>estouro</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>reinício</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>ilegível</translation>
    </message>
    <message>
        <source>not collecting</source>
        <translation>sem coleta</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>descartado</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 a %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>a partir de %1</translation>
    </message>
    <message>
        <source>polling since %1</source>
        <translation>consultando desde %1</translation>
    </message>
    <message>
        <source>stream ok since %1</source>
        <translation>fluxo ok desde %1</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <translation>tentativa %1</translation>
    </message>
    <message>
        <source>retry now</source>
        <translation>nova tentativa agora</translation>
    </message>
    <message>
        <source>retry in %1</source>
        <translation>outra em %1</translation>
    </message>
    <message>
        <source>agent clock fast</source>
        <translation>relógio adiantado</translation>
    </message>
    <message>
        <source>agent clock slow</source>
        <translation>relógio atrasado</translation>
    </message>
    <message>
        <source>overrun unknown</source>
        <translation>estouro desconhecido</translation>
    </message>
    <message>
        <source>overrun now</source>
        <translation>estouro agora</translation>
    </message>
    <message>
        <source>overrun in over a day</source>
        <translation>estouro em mais de um dia</translation>
    </message>
    <message>
        <source>overrun in %1</source>
        <translation>estouro em %1</translation>
    </message>
    <message>
        <source>The agent keeps %1 observations and has filled %2 of that.</source>
        <translation>O agente guarda %1 observações e preencheu %2 disso.</translation>
    </message>
    <message>
        <source>%1 of them are not read yet (%2).</source>
        <translation>%1 delas ainda não foram lidas (%2).</translation>
    </message>
    <message>
        <source>Its rate is still being measured.</source>
        <translation>O ritmo ainda está sendo medido.</translation>
    </message>
    <message>
        <source>At %1 per second, an outage of more than %2 would lose observations.</source>
        <translation>Com %1 por segundo, uma queda de mais de %2 perderia observações.</translation>
    </message>
    <message>
        <source>%1 + unknown</source>
        <translation>%1 + desconhecido</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconhecido</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 perdidas</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>sem TLS</translation>
    </message>
    <message>
        <source>own CA</source>
        <translation>CA própria</translation>
    </message>
    <message>
        <source>client certificate</source>
        <translation>certificado de cliente</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nenhuma</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <comment>state of an adapter</comment>
        <translation>%1 desde %2</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 e mais %2</translation>
    </message>
    <message>
        <source>Nothing is stored since %1. What you see stays live; the agents keep what they can.</source>
        <translation>Nada é gravado desde %1. O que você vê continua ao vivo; os agentes guardam o que podem.</translation>
    </message>
    <message>
        <source>Endpoints with data</source>
        <translation>Endereços com dados</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>every endpoint delivers</source>
        <translation>todos entregam dados</translation>
    </message>
    <message>
        <source>1 %1 since %2</source>
        <comment>one endpoint is waiting</comment>
        <translation>1 %1 desde %2</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <comment>endpoints without data</comment>
        <translation>%1 desde %2</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>Observações</translation>
    </message>
    <message>
        <source>%1 today</source>
        <translation>%1 hoje</translation>
    </message>
    <message>
        <source>%1 since the start</source>
        <translation>%1 desde o início</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>por segundo</translation>
    </message>
    <message>
        <source>Not stored today</source>
        <translation>Não gravado hoje</translation>
    </message>
    <message>
        <source>and more</source>
        <translation>ou mais</translation>
    </message>
    <message>
        <source>Arrival to screen</source>
        <translation>Da chegada à tela</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>ainda não medido</translation>
    </message>
    <message>
        <source>99 % under %1 ms, goal %2</source>
        <translation>99 % abaixo de %1 ms, meta %2</translation>
    </message>
    <message>
        <source>Writer queue</source>
        <translation>Fila de gravação</translation>
    </message>
    <message>
        <source>no commit yet</source>
        <translation>nenhuma gravação ainda</translation>
    </message>
    <message>
        <source>last commit %1</source>
        <translation>última gravação %1</translation>
    </message>
    <message>
        <source>% full</source>
        <translation>% cheia</translation>
    </message>
    <message>
        <source>Collecting today</source>
        <translation>Coleta hoje</translation>
    </message>
    <message>
        <source>nothing collected yet</source>
        <translation>nada coletado ainda</translation>
    </message>
    <message>
        <source>of %1 since %2</source>
        <translation>de %1 desde %2</translation>
    </message>
    <message>
        <source>no history</source>
        <translation>sem histórico</translation>
    </message>
    <message>
        <source>asking the history</source>
        <translation>consultando o histórico</translation>
    </message>
    <message>
        <source>history does not answer</source>
        <translation>o histórico não responde</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>nada ainda</translation>
    </message>
    <message>
        <source>%1 unread</source>
        <translation>%1 não lido</translation>
    </message>
    <message>
        <source>The history has not answered.</source>
        <translation>O histórico não respondeu.</translation>
    </message>
    <message>
        <source>last %1, %2</source>
        <comment>time and cause of a gap</comment>
        <translation>última %1, %2</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>Machines, endpoint</source>
        <translation>Máquinas, endereço</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Last data</source>
        <translation>Último dado</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Atraso</translation>
    </message>
    <message>
        <source>Agent buffer</source>
        <translation>Buffer do agente</translation>
    </message>
    <message>
        <source>Reconnects</source>
        <translation>Reconexões</translation>
    </message>
    <message>
        <source>Clock skew</source>
        <translation>Desvio do relógio</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Segurança</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexão</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agente</translation>
    </message>
    <message>
        <source>Rejected observations</source>
        <translation>Observações rejeitadas</translation>
    </message>
    <message>
        <source>Unreadable documents</source>
        <translation>Documentos ilegíveis</translation>
    </message>
    <message>
        <source>in the last 10 min</source>
        <comment>unreadable documents</comment>
        <translation>nos últimos 10 min</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Recebido</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Perdas</translation>
    </message>
    <message>
        <source>Quality of data</source>
        <translation>Qualidade dos dados</translation>
    </message>
    <message>
        <source>Adapters of the agent</source>
        <translation>Adaptadores do agente</translation>
    </message>
    <message>
        <source>Changes of the agent&apos;s model</source>
        <translation>Mudanças no modelo do agente</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Tentativa</translation>
    </message>
    <message>
        <source>Next attempt</source>
        <translation>Próxima tentativa</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Received now</source>
        <translation>Recebendo agora</translation>
    </message>
    <message>
        <source>Heartbeats</source>
        <translation>Sinais de vida</translation>
    </message>
    <message>
        <source>Silence allowed</source>
        <translation>Silêncio tolerado</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versão</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>Instância</translation>
    </message>
    <message>
        <source>The agent does not say what its buffer holds.</source>
        <translation>O agente não diz o que o seu buffer contém.</translation>
    </message>
    <message>
        <source>Time to overrun</source>
        <translation>Tempo até o estouro</translation>
    </message>
    <message>
        <source>never at this rate</source>
        <translation>nunca nesse ritmo</translation>
    </message>
    <message>
        <source>Condition audits</source>
        <translation>Auditorias de condições</translation>
    </message>
    <message>
        <source>Signals put right</source>
        <translation>Sinais corrigidos</translation>
    </message>
    <message>
        <source>Tools cannot be read</source>
        <translation>Ferramentas não podem ser lidas</translation>
    </message>
    <message>
        <source>The agent has no connection to this adapter: nothing comes through it.</source>
        <translation>O agente não tem conexão com este adaptador: nada chega por ele.</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <translation>%1 por segundo</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamanho</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Preenchido</translation>
    </message>
    <message>
        <source>First kept</source>
        <translation>Primeira guardada</translation>
    </message>
    <message>
        <source>Next at the agent</source>
        <translation>Próxima no agente</translation>
    </message>
    <message>
        <source>Next to read</source>
        <translation>Próxima a ler</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>Ainda não lidas</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Ritmo</translation>
    </message>
    <message>
        <source>Lost since the start</source>
        <translation>Perdidas desde o início</translation>
    </message>
    <message>
        <source>Gaps today</source>
        <translation>Lacunas hoje</translation>
    </message>
</context>
<context>
    <name>ConnectionsPage</name>
    <message>
        <source>Connections</source>
        <translation>Conexões</translation>
    </message>
    <message>
        <source>Add machine</source>
        <translation>Adicionar máquina</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Copiar tudo</translation>
    </message>
    <message>
        <source>Copies everything on this page as text</source>
        <translation>Copia como texto tudo o que está nesta página</translation>
    </message>
    <message>
        <source>No endpoint yet</source>
        <translation>Nenhum endereço ainda</translation>
    </message>
    <message>
        <source>The site file names no machine, or nothing has been heard of them since the window opened.</source>
        <translation>O arquivo da fábrica não nomeia máquinas, ou nada se ouviu delas desde que a janela abriu.</translation>
    </message>
    <message>
        <source>Data in %1</source>
        <translation>Dados em %1</translation>
    </message>
    <message>
        <source>log %1</source>
        <translation>registro %1</translation>
    </message>
</context>
<context>
    <name>Credentials</name>
    <message>
        <source>The agent asks for a password</source>
        <translation>O agente pede uma senha</translation>
    </message>
    <message>
        <source>The password itself is not typed here: name what holds it. Without a user name it is a token.</source>
        <translation>A senha em si não é digitada aqui: indique onde ela está guardada. Sem nome de usuário, ela é um token.</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Nome de usuário</translation>
    </message>
    <message>
        <source>Environment variable</source>
        <translation>Variável de ambiente</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Arquivo</translation>
    </message>
    <message>
        <source>Path of the file</source>
        <translation>Caminho do arquivo</translation>
    </message>
    <message>
        <source>Name of the variable</source>
        <translation>Nome da variável</translation>
    </message>
</context>
<context>
    <name>DamageOffer</name>
    <message>
        <source>The history is damaged</source>
        <translation>O histórico está danificado</translation>
    </message>
    <message>
        <source>%1 cannot be used any more as it is (%2). Decide what is to become of it.</source>
        <translation>%1 já não pode ser usado como está (%2). Decida o que fazer com ele.</translation>
    </message>
    <message>
        <source>There is no good backup of it.</source>
        <translation>Não há nenhuma cópia de segurança boa dele.</translation>
    </message>
    <message>
        <source>The newest good backup goes up to %1. What was collected after that is missing from it, except what the machines&apos; agents still hold.</source>
        <translation>A cópia boa mais recente vai até %1. O que foi coletado depois falta nela, exceto o que os agentes das máquinas ainda guardam.</translation>
    </message>
    <message>
        <source>Put back the backup of %1</source>
        <translation>Restaurar a cópia de %1</translation>
    </message>
    <message>
        <source>To begin anew means to begin with an empty history.</source>
        <translation>Começar de novo significa começar com um histórico vazio.</translation>
    </message>
    <message>
        <source>The damaged file is kept in either case: it gets another name, and nothing is deleted.</source>
        <translation>O arquivo danificado é mantido em ambos os casos: recebe outro nome, e nada é apagado.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Começar de novo</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Agora não</translation>
    </message>
    <message>
        <source>The backup is being put back …</source>
        <translation>A cópia está sendo restaurada …</translation>
    </message>
    <message>
        <source>The history begins anew …</source>
        <translation>O histórico começa de novo …</translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Details of the selected endpoint</source>
        <translation>Detalhes do endereço selecionado</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Endereço</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy everything about this endpoint</source>
        <translation>Copiar tudo sobre este endereço</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Table of all observations, CSV…</source>
        <translation>Tabela com todas as observações, CSV…</translation>
    </message>
    <message>
        <source>Picture of the chart, PNG…</source>
        <translation>Imagem do gráfico, PNG…</translation>
    </message>
    <message>
        <source>Export a table</source>
        <translation>Exportar uma tabela</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabelas (*.csv)</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Tendência</translation>
    </message>
    <message>
        <source>Export a picture</source>
        <translation>Exportar uma imagem</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imagens (*.png)</translation>
    </message>
</context>
<context>
    <name>ExportLine</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Writing %1…</source>
        <translation>Gravando %1…</translation>
    </message>
    <message>
        <source>Writing %1: %2 rows</source>
        <translation>Gravando %1: %2 linhas</translation>
    </message>
    <message numerus="yes">
        <source>%1 is written: %2 rows</source>
        <translation>
            <numerusform>%1 foi gravado: %2 linha</numerusform>
            <numerusform>%1 foi gravado: %2 linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is written</source>
        <translation>%1 foi gravado</translation>
    </message>
    <message>
        <source>%1 is not written: cancelled</source>
        <translation>%1 não foi gravado: cancelado</translation>
    </message>
    <message>
        <source>%1 is written without rows: no values of this time are stored</source>
        <translation>%1 foi gravado sem linhas: não há valores desse período no histórico</translation>
    </message>
    <message>
        <source>%1 is written: 1 row</source>
        <translation>%1 foi gravado: 1 linha</translation>
    </message>
    <message>
        <source>%1 is not written: the history cannot be read; try again</source>
        <translation>%1 não foi gravado: o histórico não pode ser lido; tente de novo</translation>
    </message>
    <message>
        <source>%1 is not written: the disk is full; free some space, or choose another place</source>
        <translation>%1 não foi gravado: o disco está cheio; libere espaço ou escolha outro lugar</translation>
    </message>
    <message>
        <source>%1 is not written: you have no right to write there; choose another place</source>
        <translation>%1 não foi gravado: você não tem permissão para gravar ali; escolha outro lugar</translation>
    </message>
    <message>
        <source>%1 is not written: the folder is gone; choose another place</source>
        <translation>%1 não foi gravado: a pasta não existe mais; escolha outro lugar</translation>
    </message>
    <message>
        <source>%1 is not written: the disk reports an error (%2); choose another place</source>
        <translation>%1 não foi gravado: o disco informa um erro (%2); escolha outro lugar</translation>
    </message>
    <message>
        <source>%1 is not written because of a defect of this program; see the log, and report it</source>
        <translation>%1 não foi gravado por um defeito deste programa; veja o registro e relate o defeito</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>%1 ago</source>
        <translation>há %1</translation>
    </message>
</context>
<context>
    <name>FleetStrip</name>
    <message>
        <source>Running today</source>
        <translation>Usinando hoje</translation>
    </message>
    <message>
        <source>coverage %1</source>
        <translation>cobertura %1</translation>
    </message>
    <message>
        <source>Data links</source>
        <translation>Conexões</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>%1 today</source>
        <translation>%1 hoje</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>Adicionar %1</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Adicionar</translation>
    </message>
</context>
<context>
    <name>FromTo</name>
    <message>
        <source>From and to</source>
        <translation>De e até</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Até</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>The end is not after the beginning</source>
        <translation>O fim não vem depois do início</translation>
    </message>
    <message>
        <source>At most a year can be shown at once</source>
        <translation>No máximo um ano pode ser mostrado de uma vez</translation>
    </message>
    <message>
        <source>Times of %1</source>
        <translation>Horários de %1</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>1 path</source>
        <translation>1 canal</translation>
    </message>
    <message>
        <source>%1 paths</source>
        <translation>%1 canais</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>incerto</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>before that %1, %2</source>
        <translation>antes disso %1, %2</translation>
    </message>
    <message>
        <source>No data for %1</source>
        <translation>Sem dados há %1</translation>
    </message>
    <message>
        <source>never heard yet</source>
        <translation>ainda sem contato</translation>
    </message>
    <message>
        <source>last heard at %1</source>
        <translation>último contato às %1</translation>
    </message>
    <message>
        <source>trying now</source>
        <translation>tentando agora</translation>
    </message>
    <message>
        <source>next try in %1</source>
        <translation>próxima tentativa em %1</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>Painel</translation>
    </message>
    <message>
        <source>Back to the wall</source>
        <translation>Voltar ao painel</translation>
    </message>
    <message>
        <source>Choose a machine (Ctrl+K)</source>
        <translation>Escolher uma máquina (Ctrl+K)</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programa</translation>
    </message>
    <message>
        <source>Part count</source>
        <translation>Contagem de peças</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>The disk of %1 is full: free some space there. What waits is stored as soon as there is room.</source>
        <translation>O disco de %1 está cheio: libere espaço nele. O que espera é gravado assim que houver lugar.</translation>
    </message>
    <message>
        <source>Another program holds the history in %1 locked: end it.</source>
        <translation>Outro programa mantém bloqueado o histórico em %1: encerre-o.</translation>
    </message>
    <message>
        <source>%1 may not be written: give this user the right to.</source>
        <translation>%1 não pode ser gravado: dê a este usuário a permissão.</translation>
    </message>
    <message>
        <source>%1 cannot be opened: bring its disk or its server back.</source>
        <translation>%1 não pode ser aberto: reconecte o disco ou o servidor.</translation>
    </message>
    <message>
        <source>%1 does not let this program in: check user and password in the site file.</source>
        <translation>%1 não deixa este programa entrar: verifique usuário e senha no arquivo da fábrica.</translation>
    </message>
    <message>
        <source>Another computer collects into %1: end one of the two programs.</source>
        <translation>Outro computador coleta em %1: encerre um dos dois programas.</translation>
    </message>
    <message>
        <source>What is in %1 cannot be used by this version: the log says why, and what to do.</source>
        <translation>O que está em %1 não pode ser usado por esta versão: o registro diz por quê e o que fazer.</translation>
    </message>
    <message>
        <source>%1 is full: bring the database back. What waits is stored as far as the agents still have it then.</source>
        <translation>%1 está cheio: restabeleça o banco de dados. O que espera será gravado na medida em que os agentes ainda o tiverem.</translation>
    </message>
    <message>
        <source>The disk of %1 reports an error: check the disk.</source>
        <translation>O disco de %1 informa um erro: verifique o disco.</translation>
    </message>
    <message>
        <source>The history in %1 is damaged: put back a backup, or begin anew.</source>
        <translation>O histórico em %1 está danificado: restaure uma cópia de segurança ou comece de novo.</translation>
    </message>
    <message>
        <source>The history is not written because of a defect of this program: start it again, and report it.</source>
        <translation>O histórico não é gravado por um defeito deste programa: inicie-o de novo e informe o defeito.</translation>
    </message>
    <message>
        <source>Another window or program (process %1) collects into this data folder: use that one, or end it.</source>
        <translation>Outra janela ou programa (processo %1) já coleta nesta pasta de dados: use aquele ou encerre-o.</translation>
    </message>
    <message>
        <source>This window only reads: process %1 on %2 collects.</source>
        <translation>Esta janela só lê: o processo %1 em %2 coleta.</translation>
    </message>
    <message>
        <source>Nobody collects any more: process %1 on %2 has ended or does not respond. Close this window and open it again to collect here.</source>
        <translation>Ninguém mais coleta: o processo %1 em %2 terminou ou não responde. Feche esta janela e abra de novo para coletar aqui.</translation>
    </message>
    <message>
        <source>Nothing is collected: %1</source>
        <translation>Nada está sendo coletado: %1</translation>
    </message>
    <message>
        <source>What the machines do is no longer followed because of a defect of this program: start it again, and report it.</source>
        <translation>O que as máquinas fazem não é mais acompanhado por um defeito deste programa: inicie-o de novo e informe o defeito.</translation>
    </message>
    <message>
        <source>What has arrived since %1 waits on this computer (%2 values, %3) and goes into the database as soon as that answers: nothing is lost.</source>
        <translation>O que chegou desde %1 espera neste computador (%2 valores, %3) e vai para o banco de dados assim que ele responder: nada se perde.</translation>
    </message>
    <message>
        <source>What arrives meanwhile waits on this computer until the database answers: nothing is lost.</source>
        <translation>O que chega enquanto isso espera neste computador até o banco de dados responder: nada se perde.</translation>
    </message>
    <message>
        <source>The database answers again. %2 values (%3) that have waited on this computer since %1 go into it.</source>
        <translation>O banco de dados voltou a responder. %2 valores (%3) que esperam neste computador desde %1 estão indo para ele.</translation>
    </message>
    <message>
        <source>%1 values that the database did not take are set aside on this computer; the log says why.</source>
        <translation>%1 valores que o banco de dados não aceitou estão separados neste computador; o registro diz por quê.</translation>
    </message>
    <message>
        <source>One value that the database did not take is set aside on this computer; the log says why.</source>
        <translation>Um valor que o banco de dados não aceitou está separado neste computador; o registro diz por quê.</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>This works.</source>
        <translation>Isto funciona.</translation>
    </message>
    <message>
        <source>This works. One thing to look at.</source>
        <translation>Isto funciona. Um ponto a verificar.</translation>
    </message>
    <message>
        <source>This works. %1 things to look at.</source>
        <translation>Isto funciona. %1 pontos a verificar.</translation>
    </message>
    <message>
        <source>This does not work yet.</source>
        <translation>Isto ainda não funciona.</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Ele responde</translation>
    </message>
    <message>
        <source>An MTConnect agent, at the first try.</source>
        <translation>Um agente MTConnect, na primeira tentativa.</translation>
    </message>
    <message>
        <source>An MTConnect agent, version %1, at the first try.</source>
        <translation>Um agente MTConnect, versão %1, na primeira tentativa.</translation>
    </message>
    <message>
        <source>It does not answer</source>
        <translation>Ele não responde</translation>
    </message>
    <message>
        <source>Something else answers</source>
        <translation>Outra coisa responde</translation>
    </message>
    <message>
        <source>It answers, but not as it should</source>
        <translation>Ele responde, mas não como deveria</translation>
    </message>
    <message>
        <source>It wants to know who asks</source>
        <translation>Ele quer saber quem pergunta</translation>
    </message>
    <message>
        <source>No secure connection comes about</source>
        <translation>A conexão segura não se estabelece</translation>
    </message>
    <message>
        <source>The password or token is not there</source>
        <translation>A senha ou o token não foi encontrado</translation>
    </message>
    <message>
        <source>It has moved</source>
        <translation>Ele mudou de endereço</translation>
    </message>
    <message>
        <source>The test itself has failed</source>
        <translation>O próprio teste falhou</translation>
    </message>
    <message>
        <source>%1. Start the agent, or correct the port; it is often 5000.</source>
        <translation>%1. Inicie o agente ou corrija a porta; muitas vezes é 5000.</translation>
    </message>
    <message>
        <source>%1. Check the address, the cable, and whether the machine&apos;s computer is on.</source>
        <translation>%1. Verifique o endereço, o cabo e se o computador da máquina está ligado.</translation>
    </message>
    <message>
        <source>%1. Correct the name, or write the number of the address in its place.</source>
        <translation>%1. Corrija o nome ou escreva o número do endereço em seu lugar.</translation>
    </message>
    <message>
        <source>%1. Something takes the call and says nothing: start the agent again.</source>
        <translation>%1. Algo atende e nada diz: reinicie o agente.</translation>
    </message>
    <message>
        <source>%1. It has stopped speaking: start the agent again.</source>
        <translation>%1. Ele parou de falar: reinicie o agente.</translation>
    </message>
    <message>
        <source>%1. Test again; if it stays so, look into the agent&apos;s own log for the cause.</source>
        <translation>%1. Teste de novo; se continuar assim, procure a causa no registro do próprio agente.</translation>
    </message>
    <message>
        <source>%1. Another program has this port: correct the port or the path of the address.</source>
        <translation>%1. Outro programa usa esta porta: corrija a porta ou o caminho do endereço.</translation>
    </message>
    <message>
        <source>%1. Its own words say what is to be put right there.</source>
        <translation>%1. As palavras dele dizem o que corrigir lá.</translation>
    </message>
    <message>
        <source>%1. Correct the port or the path: the address is the agent&apos;s, without /probe or /current.</source>
        <translation>%1. Corrija a porta ou o caminho: o endereço é o do agente, sem /probe nem /current.</translation>
    </message>
    <message>
        <source>%1. Test again; if it stays so, the agent has a defect: bring it up to date.</source>
        <translation>%1. Teste de novo; se continuar assim, o agente tem um defeito: atualize-o.</translation>
    </message>
    <message>
        <source>%1. Write http:// if the agent has no certificate; else look into its log for the cause.</source>
        <translation>%1. Escreva http:// se o agente não tem certificado; senão, procure a causa no registro dele.</translation>
    </message>
    <message>
        <source>%1. Write the address as the certificate has it, or have one made for this address.</source>
        <translation>%1. Escreva o endereço como está no certificado, ou mande fazer um para este endereço.</translation>
    </message>
    <message>
        <source>%1. Show one that an authority has signed whom the agent believes.</source>
        <translation>%1. Apresente um assinado por uma autoridade em que o agente confia.</translation>
    </message>
    <message>
        <source>It has one machine</source>
        <translation>Ele tem uma máquina</translation>
    </message>
    <message>
        <source>It has %1 machines</source>
        <translation>Ele tem %1 máquinas</translation>
    </message>
    <message>
        <source>It has no machine</source>
        <translation>Ele não tem máquina</translation>
    </message>
    <message>
        <source>It does not have this machine</source>
        <translation>Ele não tem esta máquina</translation>
    </message>
    <message>
        <source>1 device</source>
        <translation>1 dispositivo</translation>
    </message>
    <message>
        <source>%1 devices</source>
        <translation>%1 dispositivos</translation>
    </message>
    <message>
        <source>The agent answers, but reports no device: fill in its Devices.xml and start it again.</source>
        <translation>O agente responde, mas não informa nenhum dispositivo: preencha o Devices.xml dele e reinicie-o.</translation>
    </message>
    <message>
        <source>Device “%1”, %2 signals.</source>
        <translation>Dispositivo “%1”, %2 sinais.</translation>
    </message>
    <message>
        <source>Device “%1”, one path, %2 signals.</source>
        <translation>Dispositivo “%1”, um canal, %2 sinais.</translation>
    </message>
    <message>
        <source>Device “%1”, %3 paths, %2 signals.</source>
        <translation>Dispositivo “%1”, %3 canais, %2 sinais.</translation>
    </message>
    <message>
        <source>Device “%1”, serial %3, %2 signals.</source>
        <translation>Dispositivo “%1”, série %3, %2 sinais.</translation>
    </message>
    <message>
        <source>Device “%1”, serial %3, one path, %2 signals.</source>
        <translation>Dispositivo “%1”, série %3, um canal, %2 sinais.</translation>
    </message>
    <message>
        <source>Device “%1”, serial %3, %4 paths, %2 signals.</source>
        <translation>Dispositivo “%1”, série %3, %4 canais, %2 sinais.</translation>
    </message>
    <message>
        <source>%1 and %2 more.</source>
        <translation>%1 e mais %2.</translation>
    </message>
    <message>
        <source>The signals that matter are there</source>
        <translation>Os sinais que importam estão lá</translation>
    </message>
    <message>
        <source>Some signals that matter are missing</source>
        <translation>Faltam alguns sinais que importam</translation>
    </message>
    <message>
        <source>No signal that matters is there</source>
        <translation>Nenhum sinal que importa está lá</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Missing: %1. The tile leaves their places empty.</source>
        <translation>Faltam: %1. O cartão deixa vazios os lugares deles.</translation>
    </message>
    <message>
        <source>Missing: %1. Without execution the state is told by motion and finished parts.</source>
        <translation>Faltam: %1. Sem a execução, o estado é deduzido do movimento e das peças prontas.</translation>
    </message>
    <message>
        <source>Device “%1” lacks: %2. Machines that lack something: %3.</source>
        <translation>Ao dispositivo “%1” faltam: %2. Máquinas em que falta algo: %3.</translation>
    </message>
    <message>
        <source>Nothing of this can be shown on a tile: let the agent&apos;s Devices.xml name the machine&apos;s signals.</source>
        <translation>Nada disto pode ser mostrado em um cartão: o Devices.xml do agente precisa nomear os sinais da máquina.</translation>
    </message>
    <message>
        <source>Data is flowing</source>
        <translation>Os dados estão chegando</translation>
    </message>
    <message>
        <source>Data is flowing, but stamped with another time</source>
        <translation>Os dados estão chegando, mas com outra hora</translation>
    </message>
    <message>
        <source>No data is flowing now</source>
        <translation>Nenhum dado está chegando agora</translation>
    </message>
    <message>
        <source>The data break off</source>
        <translation>Os dados se interrompem</translation>
    </message>
    <message>
        <source>%1 observations in %2, newest %3 old.</source>
        <translation>%1 observações em %2, a mais nova de %3 atrás.</translation>
    </message>
    <message>
        <source>%1 observations in %2, newest %3 old. %4.</source>
        <translation>%1 observações em %2, a mais nova de %3 atrás. %4.</translation>
    </message>
    <message>
        <source>%1 observations in %2, newest %3 old. The agent does not stream, so it is asked again and again.</source>
        <translation>%1 observações em %2, a mais nova de %3 atrás. O agente não transmite, por isso é consultado repetidamente.</translation>
    </message>
    <message>
        <source>One observation in %1, %2 old.</source>
        <translation>Uma observação em %1, de %2 atrás.</translation>
    </message>
    <message>
        <source>What has just come is stamped %1 ago: set the clock of the machine&apos;s control or adapter.</source>
        <translation>O que acaba de chegar está %1 atrasado: acerte o relógio do comando da máquina ou do adaptador.</translation>
    </message>
    <message>
        <source>What has just come is stamped %1 ahead: set the clock of the machine&apos;s control or adapter.</source>
        <translation>O que acaba de chegar está %1 adiantado: acerte o relógio do comando da máquina ou do adaptador.</translation>
    </message>
    <message>
        <source>Nothing new in %1. The machine may be off; test again while it works.</source>
        <translation>Nada de novo em %1. A máquina pode estar desligada; teste de novo com ela trabalhando.</translation>
    </message>
    <message>
        <source>Nothing new in %1: %2. Test again while the machine works.</source>
        <translation>Nada de novo em %1: %2. Teste de novo com a máquina trabalhando.</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1 atrás</translation>
    </message>
    <message>
        <source>%1 / s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>The buffer survives an outage</source>
        <translation>O buffer suporta uma queda</translation>
    </message>
    <message>
        <source>The buffer is small</source>
        <translation>O buffer é pequeno</translation>
    </message>
    <message>
        <source>The buffer is there</source>
        <translation>O buffer existe</translation>
    </message>
    <message>
        <source>It holds %1 observations, about %2. A shorter outage loses nothing.</source>
        <translation>Ele guarda %1 observações, cerca de %2. Uma queda mais curta não perde nada.</translation>
    </message>
    <message>
        <source>It holds %1 observations; for how long is not known while nothing comes.</source>
        <translation>Ele guarda %1 observações; por quanto tempo não se sabe enquanto nada chega.</translation>
    </message>
    <message>
        <source>It holds %1 observations, about %2. A longer outage would lose data. BufferSize %3 in agent.cfg gives %4.</source>
        <translation>Ele guarda %1 observações, cerca de %2. Uma queda mais longa perderia dados. BufferSize %3 no agent.cfg dá %4.</translation>
    </message>
    <message>
        <source>It holds %1 observations, about %2. A longer outage would lose data, and no buffer is larger.</source>
        <translation>Ele guarda %1 observações, cerca de %2. Uma queda mais longa perderia dados, e não há buffer maior.</translation>
    </message>
    <message>
        <source>The clocks agree</source>
        <translation>Os relógios concordam</translation>
    </message>
    <message>
        <source>The clocks differ</source>
        <translation>Os relógios divergem</translation>
    </message>
    <message>
        <source>The agent&apos;s and this computer&apos;s are less than a second apart.</source>
        <translation>O do agente e o deste computador diferem menos de um segundo.</translation>
    </message>
    <message>
        <source>The agent is %1 ahead of this computer.</source>
        <translation>O agente está %1 adiantado em relação a este computador.</translation>
    </message>
    <message>
        <source>The agent is %1 behind this computer.</source>
        <translation>O agente está %1 atrasado em relação a este computador.</translation>
    </message>
    <message>
        <source>The agent is %1 ahead of this computer. Let both take the time from the network (NTP).</source>
        <translation>O agente está %1 adiantado em relação a este computador. Acerte os dois pela hora da rede (NTP).</translation>
    </message>
    <message>
        <source>The agent is %1 behind this computer. Let both take the time from the network (NTP).</source>
        <translation>O agente está %1 atrasado em relação a este computador. Acerte os dois pela hora da rede (NTP).</translation>
    </message>
    <message>
        <source>No password is asked</source>
        <translation>Nenhuma senha é pedida</translation>
    </message>
    <message>
        <source>The password is taken, and safe on its way</source>
        <translation>A senha é aceita e vai protegida</translation>
    </message>
    <message>
        <source>The token is taken, and safe on its way</source>
        <translation>O token é aceito e vai protegido</translation>
    </message>
    <message>
        <source>The certificate is taken</source>
        <translation>O certificado é aceito</translation>
    </message>
    <message>
        <source>The password or token can be read on its way</source>
        <translation>A senha ou o token pode ser lido no caminho</translation>
    </message>
    <message>
        <source>The connection is not encrypted. That is usual inside a machine network.</source>
        <translation>A conexão não é criptografada. É o usual dentro de uma rede de máquinas.</translation>
    </message>
    <message>
        <source>The connection is not encrypted. Write https:// if the agent can do that.</source>
        <translation>A conexão não é criptografada. Escreva https:// se o agente permite.</translation>
    </message>
    <message>
        <source>The connection is encrypted, and the agent&apos;s certificate is valid.</source>
        <translation>A conexão é criptografada e o certificado do agente é válido.</translation>
    </message>
    <message>
        <source>The connection is encrypted, and your own authority vouches for the agent.</source>
        <translation>A conexão é criptografada e a sua própria autoridade responde pelo agente.</translation>
    </message>
    <message>
        <source>There is a machine “%1” already: give this one another name.</source>
        <translation>Já existe uma máquina “%1”: dê outro nome a esta.</translation>
    </message>
    <message>
        <source>The site has a mistake that has to be put right first: %1</source>
        <translation>A configuração tem um erro que precisa ser corrigido antes: %1</translation>
    </message>
    <message>
        <source>The machine does not fit into the site: %1</source>
        <translation>A máquina não combina com a configuração: %1</translation>
    </message>
    <message>
        <source>The disk of %1 is full: free some space, then add the machine again.</source>
        <translation>O disco de %1 está cheio: libere espaço e adicione a máquina de novo.</translation>
    </message>
    <message>
        <source>%1 may not be written: give this user the right to, then add the machine again.</source>
        <translation>%1 não pode ser gravado: dê esse direito a este usuário e adicione a máquina de novo.</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2): see to that, then add the machine again.</source>
        <translation>%1 não pode ser gravado (%2): resolva isso e adicione a máquina de novo.</translation>
    </message>
    <message>
        <source>Write the address of the machine&apos;s agent, such as 192.168.0.10:5000.</source>
        <translation>Escreva o endereço do agente da máquina, por exemplo 192.168.0.10:5000.</translation>
    </message>
    <message>
        <source>Leave user name and password out of the address: it is shown and written down as it stands.</source>
        <translation>Não ponha nome de usuário e senha no endereço: ele é mostrado e gravado como está.</translation>
    </message>
    <message>
        <source>Machines are read over http:// or https://: write the address of an agent.</source>
        <translation>As máquinas são lidas por http:// ou https://: escreva o endereço de um agente.</translation>
    </message>
    <message>
        <source>The port is a whole number from 1 to 65535; an agent often has 5000.</source>
        <translation>A porta é um número inteiro de 1 a 65535; a de um agente costuma ser 5000.</translation>
    </message>
    <message>
        <source>There can be no such address: write it like 192.168.0.10:5000.</source>
        <translation>Um endereço assim não existe: escreva como 192.168.0.10:5000.</translation>
    </message>
    <message>
        <source>Give the machine a name.</source>
        <translation>Dê um nome à máquina.</translation>
    </message>
    <message>
        <source>Say where the password is: the sheet takes none itself.</source>
        <translation>Indique onde está a senha: aqui ela mesma não é digitada.</translation>
    </message>
    <message>
        <source>A variable&apos;s name has letters, digits and underscores, and begins with no digit.</source>
        <translation>O nome de uma variável tem letras, algarismos e sublinhados e não começa com algarismo.</translation>
    </message>
    <message>
        <source>Write the file&apos;s whole path, from the drive or the root on.</source>
        <translation>Escreva o caminho completo do arquivo, a partir da unidade ou da raiz.</translation>
    </message>
    <message>
        <source>Test the address first.</source>
        <translation>Teste primeiro o endereço.</translation>
    </message>
    <message>
        <source>It can be added once the test is done.</source>
        <translation>Pode ser adicionada quando o teste terminar.</translation>
    </message>
    <message>
        <source>It cannot be added while nothing answers. To have it watched all the same, name it in the site file.</source>
        <translation>Não pode ser adicionada enquanto nada responde. Para acompanhá-la mesmo assim, inclua-a no arquivo da fábrica.</translation>
    </message>
    <message>
        <source>Name the password that the agent asks for, then test again.</source>
        <translation>Indique a senha que o agente pede e teste de novo.</translation>
    </message>
    <message>
        <source>Every machine at this address is collected already.</source>
        <translation>Todas as máquinas deste endereço já são coletadas.</translation>
    </message>
    <message>
        <source>Starts at once.</source>
        <translation>Começa na hora.</translation>
    </message>
    <message>
        <source>Is being added.</source>
        <translation>Sendo adicionada.</translation>
    </message>
    <message>
        <source>%1 is added. Here is the next one.</source>
        <translation>%1 foi adicionada. Esta é a próxima.</translation>
    </message>
    <message>
        <source>Something in this program has failed: its log says what.</source>
        <translation>Algo falhou neste programa: o registro diz o quê.</translation>
    </message>
    <message>
        <source>Nothing is collected at the moment, so nothing can be tested or added.</source>
        <translation>Nada é coletado no momento; por isso, nada pode ser testado nem adicionado.</translation>
    </message>
    <message>
        <source>The machine could not be started, and its file was taken back: the program&apos;s log says why.</source>
        <translation>A máquina não pôde ser iniciada, e o arquivo dela foi retirado: o registro do programa diz por quê.</translation>
    </message>
    <message>
        <source>The machine could not be started now. Its file %1 stays: it starts with the program&apos;s next start.</source>
        <translation>A máquina não pôde ser iniciada agora. O arquivo %1 fica: ela começa quando o programa for aberto de novo.</translation>
    </message>
    <message>
        <source>Another window or program collects: add the machine there.</source>
        <translation>Outra janela ou outro programa coleta: adicione a máquina lá.</translation>
    </message>
    <message>
        <source>The demo has no site file to add a machine to; addresses can be tested all the same.</source>
        <translation>A demonstração não tem arquivo da fábrica que receba máquinas; mesmo assim, endereços podem ser testados.</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Wall, machines, trends, connections, history</source>
        <translation>Painel, máquinas, tendências, conexões, histórico</translation>
    </message>
    <message>
        <source>Wall board over the whole screen, and back</source>
        <translation>Painel em tela cheia e de volta</translation>
    </message>
    <message>
        <source>Wall: search</source>
        <translation>Painel: buscar</translation>
    </message>
    <message>
        <source>Wall: show or hide the filters</source>
        <translation>Painel: mostrar ou ocultar os filtros</translation>
    </message>
    <message>
        <source>Wall: show one state, or all again</source>
        <translation>Painel: mostrar um estado, ou todos de novo</translation>
    </message>
    <message>
        <source>Wall: clear the filters</source>
        <translation>Painel: limpar os filtros</translation>
    </message>
    <message>
        <source>Wall: change the order</source>
        <translation>Painel: mudar a ordem</translation>
    </message>
    <message>
        <source>Wall: size of the tiles</source>
        <translation>Painel: tamanho dos cartões</translation>
    </message>
    <message>
        <source>Wall: open the machine</source>
        <translation>Painel: abrir a máquina</translation>
    </message>
    <message>
        <source>Machine: the one before, the next</source>
        <translation>Máquina: anterior, próxima</translation>
    </message>
    <message>
        <source>Machine: choose by name</source>
        <translation>Máquina: escolher pelo nome</translation>
    </message>
    <message>
        <source>Machine: search the signals</source>
        <translation>Máquina: buscar os sinais</translation>
    </message>
    <message>
        <source>Machine: put a signal into the trend</source>
        <translation>Máquina: pôr um sinal na tendência</translation>
    </message>
    <message>
        <source>Trend: earlier, later</source>
        <translation>Tendência: antes, depois</translation>
    </message>
    <message>
        <source>Trend: nearer, farther</source>
        <translation>Tendência: aproximar, afastar</translation>
    </message>
    <message>
        <source>Trend: follow the present</source>
        <translation>Tendência: acompanhar o presente</translation>
    </message>
    <message>
        <source>Trend: back to midnight</source>
        <translation>Tendência: voltar à meia-noite</translation>
    </message>
    <message>
        <source>Trend: move the cursor</source>
        <translation>Tendência: mover o cursor</translation>
    </message>
    <message>
        <source>Trends: remove a signal, delete a chart</source>
        <translation>Tendências: tirar um sinal, excluir um gráfico</translation>
    </message>
    <message>
        <source>Connections: add a machine</source>
        <translation>Conexões: adicionar uma máquina</translation>
    </message>
    <message>
        <source>Connections: copy the row</source>
        <translation>Conexões: copiar a linha</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Esta lista</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Sair</translation>
    </message>
    <message>
        <source>Trend: measure from the cursor</source>
        <translation>Tendência: medir a partir do cursor</translation>
    </message>
    <message>
        <source>Trends: add a signal</source>
        <translation>Tendências: adicionar um sinal</translation>
    </message>
    <message>
        <source>Trends: from when to when</source>
        <translation>Tendências: de quando até quando</translation>
    </message>
    <message>
        <source>Trends: save the chart</source>
        <translation>Tendências: salvar o gráfico</translation>
    </message>
    <message>
        <source>Trends: export</source>
        <translation>Tendências: exportar</translation>
    </message>
</context>
<context>
    <name>KioskWall</name>
    <message>
        <source>Wall board</source>
        <translation>Painel em tela cheia</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Sair da tela cheia</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Peças</translation>
    </message>
    <message>
        <source>no data yet</source>
        <translation>ainda sem dados</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 peça</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 peças</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>em pausa</translation>
    </message>
    <message>
        <source>next in %1 s</source>
        <translation>próxima em %1 s</translation>
    </message>
    <message>
        <source>No machines yet</source>
        <translation>Ainda não há máquinas</translation>
    </message>
    <message>
        <source>%1 machines, worst first</source>
        <translation>%1 máquinas, piores primeiro</translation>
    </message>
    <message>
        <source>1 machine</source>
        <translation>1 máquina</translation>
    </message>
    <message>
        <source>Machines %1–%2 of %3, worst first</source>
        <translation>Máquinas %1–%2 de %3, piores primeiro</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Recovering</source>
        <translation>Recuperando</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>Transmitindo</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Consultando</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Aguardando</translation>
    </message>
    <message>
        <source>No agent answers at this address</source>
        <translation>Nenhum agente responde neste endereço</translation>
    </message>
    <message>
        <source>Address not reachable on the network</source>
        <translation>Endereço inalcançável na rede</translation>
    </message>
    <message>
        <source>Host name unknown</source>
        <translation>Nome do servidor desconhecido</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>Sem resposta a tempo</translation>
    </message>
    <message>
        <source>Agent silent</source>
        <translation>Agente em silêncio</translation>
    </message>
    <message>
        <source>Agent closed the connection</source>
        <translation>O agente fechou a conexão</translation>
    </message>
    <message>
        <source>Answers, but is no MTConnect agent</source>
        <translation>Responde, mas não é um agente MTConnect</translation>
    </message>
    <message>
        <source>Agent reports an error</source>
        <translation>O agente relata um erro</translation>
    </message>
    <message>
        <source>Unexpected HTTP status</source>
        <translation>Status HTTP inesperado</translation>
    </message>
    <message>
        <source>Agent sends us elsewhere; correct the URL if that is right</source>
        <translation>O agente manda para outro endereço; corrija a URL se for o certo</translation>
    </message>
    <message>
        <source>No secure connection</source>
        <translation>Sem conexão segura</translation>
    </message>
    <message>
        <source>Agent expects https; correct the URL</source>
        <translation>O agente espera https; corrija a URL</translation>
    </message>
    <message>
        <source>Agent does not speak https here; check the URL</source>
        <translation>O agente não fala https aqui; verifique a URL</translation>
    </message>
    <message>
        <source>Agent&apos;s certificate is not trusted; name its CA</source>
        <translation>Certificado do agente não confiável; indique a CA dele</translation>
    </message>
    <message>
        <source>Agent&apos;s certificate is for another address</source>
        <translation>O certificado do agente é de outro endereço</translation>
    </message>
    <message>
        <source>Agent&apos;s certificate is not valid today; renew it</source>
        <translation>O certificado do agente não vale hoje; renove-o</translation>
    </message>
    <message>
        <source>Agent asks for a client certificate; name one</source>
        <translation>O agente pede um certificado de cliente; indique um</translation>
    </message>
    <message>
        <source>Agent refuses the client certificate</source>
        <translation>O agente recusa o certificado de cliente</translation>
    </message>
    <message>
        <source>Certificate file not usable</source>
        <translation>Arquivo de certificado inutilizável</translation>
    </message>
    <message>
        <source>Agent sends documents that cannot be read</source>
        <translation>O agente envia documentos ilegíveis</translation>
    </message>
    <message>
        <source>Password or token not found</source>
        <translation>Senha ou token não encontrado</translation>
    </message>
    <message>
        <source>Agent asks for a password or token; name one</source>
        <translation>O agente pede senha ou token; indique um</translation>
    </message>
    <message>
        <source>Agent refuses the password or token; correct it</source>
        <translation>O agente recusa a senha ou o token; corrija</translation>
    </message>
    <message>
        <source>The agent has no such device</source>
        <translation>O agente não tem esse dispositivo</translation>
    </message>
    <message>
        <source>Internal error, see the log</source>
        <translation>Erro interno, veja o registro</translation>
    </message>
</context>
<context>
    <name>LinkTable</name>
    <message>
        <source>Endpoints</source>
        <translation>Endereços</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Colunas</translation>
    </message>
    <message>
        <source>Sorts by this column; the third time, worst first</source>
        <translation>Ordena por esta coluna; na terceira vez, piores primeiro</translation>
    </message>
</context>
<context>
    <name>LiveNow</name>
    <message>
        <source>%1 of %2 on the tile</source>
        <translation>%1 de %2 no cartão</translation>
    </message>
    <message>
        <source>Live now</source>
        <translation>Ao vivo</translation>
    </message>
</context>
<context>
    <name>LiveValues</name>
    <message>
        <source>Live values</source>
        <translation>Valores ao vivo</translation>
    </message>
    <message>
        <source>Search signals</source>
        <translation>Buscar sinais</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpar</translation>
    </message>
    <message>
        <source>The trend holds %1 signals at most</source>
        <translation>A tendência mostra no máximo %1 sinais</translation>
    </message>
    <message>
        <source>1 signal</source>
        <translation>1 sinal</translation>
    </message>
    <message>
        <source>%1 signals</source>
        <translation>%1 sinais</translation>
    </message>
    <message>
        <source>no data for %1</source>
        <translation>sem dados há %1</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>atraso %1</translation>
    </message>
</context>
<context>
    <name>MachinePage</name>
    <message>
        <source>Machine</source>
        <translation>Máquina</translation>
    </message>
</context>
<context>
    <name>MachinePicker</name>
    <message>
        <source>Choose a machine</source>
        <translation>Escolher uma máquina</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpar</translation>
    </message>
    <message>
        <source>Machines</source>
        <translation>Máquinas</translation>
    </message>
</context>
<context>
    <name>NameAndPlace</name>
    <message>
        <source>Name and place</source>
        <translation>Nome e lugar</translation>
    </message>
    <message>
        <source>Name on the wall</source>
        <translation>Nome no painel</translation>
    </message>
    <message>
        <source>Plant</source>
        <translation>Planta</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>Célula</translation>
    </message>
</context>
<context>
    <name>Nobody</name>
    <message>
        <source>No machine chosen</source>
        <translation>Nenhuma máquina escolhida</translation>
    </message>
    <message>
        <source>Open one on the wall, or choose it by name.</source>
        <translation>Abra uma no painel ou escolha pelo nome.</translation>
    </message>
    <message>
        <source>There is no machine “%1”</source>
        <translation>Não existe a máquina “%1”</translation>
    </message>
    <message>
        <source>The site file does not name it any more. Choose another one.</source>
        <translation>O arquivo da fábrica não a cita mais. Escolha outra.</translation>
    </message>
    <message>
        <source>Waiting for the first data…</source>
        <translation>Aguardando os primeiros dados…</translation>
    </message>
    <message>
        <source>Open the wall</source>
        <translation>Abrir o painel</translation>
    </message>
    <message>
        <source>Choose a machine</source>
        <translation>Escolher uma máquina</translation>
    </message>
</context>
<context>
    <name>OfferModel</name>
    <message>
        <source>collected as %1</source>
        <translation>coletada como %1</translation>
    </message>
</context>
<context>
    <name>PenPicker</name>
    <message>
        <source>Choose a signal</source>
        <translation>Escolher um sinal</translation>
    </message>
    <message>
        <source>Machine and signal</source>
        <translation>Máquina e sinal</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpar</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>Sinais</translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message>
        <source>1 endpoint</source>
        <translation>1 endereço</translation>
    </message>
    <message numerus="yes">
        <source>%n endpoints</source>
        <translation>
            <numerusform>%n endereços</numerusform>
            <numerusform>%n endereços</numerusform>
        </translation>
    </message>
    <message>
        <source>1 machine</source>
        <translation>1 máquina</translation>
    </message>
    <message numerus="yes">
        <source>%n machines</source>
        <translation>
            <numerusform>%n máquinas</numerusform>
            <numerusform>%n máquinas</numerusform>
        </translation>
    </message>
    <message>
        <source>and 1 more machine</source>
        <translation>e mais 1 máquina</translation>
    </message>
    <message numerus="yes">
        <source>and %n more machines</source>
        <translation>
            <numerusform>e mais %n máquinas</numerusform>
            <numerusform>e mais %n máquinas</numerusform>
        </translation>
    </message>
    <message>
        <source>no gaps</source>
        <translation>nenhuma lacuna</translation>
    </message>
    <message>
        <source>1 gap</source>
        <translation>1 lacuna</translation>
    </message>
    <message numerus="yes">
        <source>%n gaps</source>
        <translation>
            <numerusform>%n lacunas</numerusform>
            <numerusform>%n lacunas</numerusform>
        </translation>
    </message>
    <message>
        <source>1 of unknown size</source>
        <translation>1 de tamanho desconhecido</translation>
    </message>
    <message numerus="yes">
        <source>%n of unknown size</source>
        <translation>
            <numerusform>%n de tamanho desconhecido</numerusform>
            <numerusform>%n de tamanho desconhecido</numerusform>
        </translation>
    </message>
    <message>
        <source>1 without data</source>
        <translation>1 sem dados</translation>
    </message>
    <message numerus="yes">
        <source>%n without data</source>
        <translation>
            <numerusform>%n sem dados</numerusform>
            <numerusform>%n sem dados</numerusform>
        </translation>
    </message>
    <message>
        <source>1 adapter down</source>
        <translation>1 adaptador caído</translation>
    </message>
    <message numerus="yes">
        <source>%n adapters down</source>
        <translation>
            <numerusform>%n adaptador caído</numerusform>
            <numerusform>%n adaptadores caídos</numerusform>
        </translation>
    </message>
    <message>
        <source>1 document unreadable</source>
        <translation>1 documento ilegível</translation>
    </message>
    <message numerus="yes">
        <source>%n documents unreadable</source>
        <translation>
            <numerusform>%n documento ilegível</numerusform>
            <numerusform>%n documentos ilegíveis</numerusform>
        </translation>
    </message>
    <message>
        <source>1 signal is new</source>
        <translation>1 sinal é novo</translation>
    </message>
    <message numerus="yes">
        <source>%n signals are new</source>
        <translation>
            <numerusform>%n sinal é novo</numerusform>
            <numerusform>%n sinais são novos</numerusform>
        </translation>
    </message>
    <message>
        <source>1 signal is gone</source>
        <translation>1 sinal desapareceu</translation>
    </message>
    <message numerus="yes">
        <source>%n signals are gone</source>
        <translation>
            <numerusform>%n sinal desapareceu</numerusform>
            <numerusform>%n sinais desapareceram</numerusform>
        </translation>
    </message>
    <message>
        <source>1 is gone</source>
        <translation>1 desapareceu</translation>
    </message>
    <message numerus="yes">
        <source>%n are gone</source>
        <translation>
            <numerusform>%n desapareceu</numerusform>
            <numerusform>%n desapareceram</numerusform>
        </translation>
    </message>
    <message>
        <source>and 1 more gap</source>
        <translation>e mais 1 lacuna</translation>
    </message>
    <message numerus="yes">
        <source>and %n more gaps</source>
        <translation>
            <numerusform>e mais %n lacuna</numerusform>
            <numerusform>e mais %n lacunas</numerusform>
        </translation>
    </message>
    <message>
        <source>and 1 more adapter</source>
        <translation>e mais 1 adaptador</translation>
    </message>
    <message numerus="yes">
        <source>and %n more adapters</source>
        <translation>
            <numerusform>e mais %n adaptador</numerusform>
            <numerusform>e mais %n adaptadores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 million</source>
        <translation>
            <numerusform>%1 milhão</numerusform>
            <numerusform>%1 milhões</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 billion</source>
        <translation>
            <numerusform>%1 bilhão</numerusform>
            <numerusform>%1 bilhões</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Nothing has these words</source>
        <translation>Nada tem essas palavras</translation>
    </message>
</context>
<context>
    <name>Prompt</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Limpar a busca</translation>
    </message>
    <message>
        <source>Hide filters</source>
        <translation>Ocultar filtros</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filtros</translation>
    </message>
    <message>
        <source>Signals in the chart</source>
        <translation>Sinais no gráfico</translation>
    </message>
    <message>
        <source>Saved charts</source>
        <translation>Gráficos salvos</translation>
    </message>
    <message>
        <source>Add signal…</source>
        <translation>Adicionar sinal…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Salvar como…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Renomear…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Excluir…</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Nenhum ainda</translation>
    </message>
    <message>
        <source>Remove from the chart</source>
        <translation>Tirar do gráfico</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>Sinais</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>No signal from the endpoint</source>
        <translation>Sem sinal do agente</translation>
    </message>
    <message>
        <source>Control off</source>
        <translation>Comando desligado</translation>
    </message>
    <message>
        <source>Nothing received yet</source>
        <translation>Ainda nada recebido</translation>
    </message>
    <message>
        <source>Emergency stop pressed</source>
        <translation>Emergência acionada</translation>
    </message>
    <message>
        <source>Fault active</source>
        <translation>Falha ativa</translation>
    </message>
    <message>
        <source>Program running</source>
        <translation>Programa em execução</translation>
    </message>
    <message>
        <source>Program running, feed override 0 %</source>
        <translation>Programa em execução, avanço em 0 %</translation>
    </message>
    <message>
        <source>Program active in set-up</source>
        <translation>Programa ativo em setup</translation>
    </message>
    <message>
        <source>Waiting, goes on by itself</source>
        <translation>Aguardando, continua sozinha</translation>
    </message>
    <message>
        <source>Waiting for long</source>
        <translation>Aguardando há muito tempo</translation>
    </message>
    <message>
        <source>Feed hold</source>
        <translation>Avanço retido (feed hold)</translation>
    </message>
    <message>
        <source>Program interrupted</source>
        <translation>Programa interrompido</translation>
    </message>
    <message>
        <source>M00 program stop</source>
        <translation>M00 parada programada</translation>
    </message>
    <message>
        <source>M01 optional stop</source>
        <translation>M01 parada opcional</translation>
    </message>
    <message>
        <source>Program stopped before its end</source>
        <translation>Programa parado antes do fim</translation>
    </message>
    <message>
        <source>Ready, no program running</source>
        <translation>Pronta, sem programa</translation>
    </message>
    <message>
        <source>Program completed</source>
        <translation>Programa concluído</translation>
    </message>
    <message>
        <source>Operated by hand</source>
        <translation>Operação manual</translation>
    </message>
    <message>
        <source>Moving or finishing parts</source>
        <translation>Em movimento ou concluindo peças</translation>
    </message>
    <message>
        <source>No motion, no parts</source>
        <translation>Sem movimento, sem peças</translation>
    </message>
    <message>
        <source>Power off</source>
        <translation>Energia desligada</translation>
    </message>
    <message>
        <source>State not understood</source>
        <translation>Estado não reconhecido</translation>
    </message>
    <message>
        <source>rule %1</source>
        <translation>regra %1</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Save this chart as</source>
        <translation>Salvar este gráfico como</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Salvar</translation>
    </message>
    <message>
        <source>Rename “%1”</source>
        <translation>Renomear “%1”</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renomear</translation>
    </message>
    <message>
        <source>Delete “%1”?</source>
        <translation>Excluir “%1”?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Excluir</translation>
    </message>
    <message>
        <source>Replaces the chart of that name</source>
        <translation>Substitui o gráfico com esse nome</translation>
    </message>
    <message>
        <source>%1 charts are saved already: delete one</source>
        <translation>%1 gráficos já estão salvos: exclua um</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Plant</source>
        <translation>Planta</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>Célula</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>não informado</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Mostrar menos</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>mais %1</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Which of its machines</source>
        <translation>Qual das máquinas</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testar</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Testar de novo</translation>
    </message>
    <message>
        <source>Testing …</source>
        <translation>Testando …</translation>
    </message>
    <message>
        <source>Tested in %1 at %2</source>
        <translation>Testado em %1 às %2</translation>
    </message>
    <message>
        <source>Add machine</source>
        <translation>Adicionar máquina</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
    <message>
        <source>Address of the agent or server</source>
        <translation>Endereço do agente ou servidor</translation>
    </message>
    <message>
        <source>The test looks for a few seconds at what the address has to tell. It stores and changes nothing.</source>
        <translation>O teste observa por alguns segundos o que o endereço informa. Não grava nem altera nada.</translation>
    </message>
</context>
<context>
    <name>Signal</name>
    <message>
        <source>Availability</source>
        <translation>Disponibilidade</translation>
    </message>
    <message>
        <source>Execution</source>
        <translation>Execução</translation>
    </message>
    <message>
        <source>Controller mode</source>
        <translation>Modo do controlador</translation>
    </message>
    <message>
        <source>Functional mode</source>
        <translation>Modo funcional</translation>
    </message>
    <message>
        <source>Emergency stop</source>
        <translation>Emergência</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Energia</translation>
    </message>
    <message>
        <source>Wait state</source>
        <translation>Estado de espera</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programa</translation>
    </message>
    <message>
        <source>Program comment</source>
        <translation>Comentário do programa</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Peça</translation>
    </message>
    <message>
        <source>Part count</source>
        <translation>Contagem de peças</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Ferramenta</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensagem</translation>
    </message>
    <message>
        <source>Program line</source>
        <translation>Linha do programa</translation>
    </message>
    <message>
        <source>Spindle load</source>
        <translation>Carga do fuso</translation>
    </message>
    <message>
        <source>Spindle speed</source>
        <translation>Rotação do fuso</translation>
    </message>
    <message>
        <source>Spindle temperature</source>
        <translation>Temperatura do fuso</translation>
    </message>
    <message>
        <source>Spindle override</source>
        <translation>Override do fuso</translation>
    </message>
    <message>
        <source>Feed rate</source>
        <translation>Avanço</translation>
    </message>
    <message>
        <source>Feed override</source>
        <translation>Override do avanço</translation>
    </message>
    <message>
        <source>Rapid override</source>
        <translation>Override do rápido</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Condições</translation>
    </message>
</context>
<context>
    <name>SpanButton</name>
    <message>
        <source>From–to…</source>
        <translation>De–até…</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Running</source>
        <translation>Usinando</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>Preparo</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Ociosa</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Parada</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desligada</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Sem sinal</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Indefinido</translation>
    </message>
</context>
<context>
    <name>Stops</name>
    <message>
        <source>1 stop</source>
        <translation>1 parada</translation>
    </message>
    <message>
        <source>%1 stops</source>
        <translation>%1 paradas</translation>
    </message>
    <message>
        <source>Stops today</source>
        <translation>Paradas de hoje</translation>
    </message>
    <message>
        <source>Asking the history…</source>
        <translation>Consultando o histórico…</translation>
    </message>
    <message>
        <source>The history cannot be read; trying again</source>
        <translation>O histórico não pode ser lido; tentando de novo</translation>
    </message>
    <message>
        <source>No stop today</source>
        <translation>Nenhuma parada hoje</translation>
    </message>
    <message>
        <source>now</source>
        <translation>agora</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>The program that collects makes the backups; this window only reads along.</source>
        <translation>O programa que coleta faz as cópias de segurança; esta janela apenas lê.</translation>
    </message>
    <message>
        <source>Last good one</source>
        <translation>Última boa</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>nenhuma ainda</translation>
    </message>
    <message>
        <source>Its size</source>
        <translation>Tamanho</translation>
    </message>
    <message>
        <source>%1, checked</source>
        <comment>a backup</comment>
        <translation>%1, verificada</translation>
    </message>
    <message>
        <source>Has everything until</source>
        <translation>Contém tudo até</translation>
    </message>
    <message>
        <source>none by itself</source>
        <translation>nenhuma automática</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>em %1</translation>
    </message>
    <message>
        <source>Next one</source>
        <translation>Próxima</translation>
    </message>
    <message>
        <source>In the folder</source>
        <translation>Na pasta</translation>
    </message>
    <message>
        <source>The last attempt failed %1</source>
        <translation>A última tentativa falhou (%1)</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Copiar agora</translation>
    </message>
    <message>
        <source>Copying: %1</source>
        <translation>Copiando: %1</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>Mantido por</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>Gravado por</translation>
    </message>
    <message>
        <source>another program; this window reads</source>
        <translation>outro programa; esta janela lê</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Responde</translation>
    </message>
    <message>
        <source>yes</source>
        <comment>the database answers</comment>
        <translation>sim</translation>
    </message>
    <message>
        <source>not since %1</source>
        <translation>não desde %1</translation>
    </message>
    <message>
        <source>The database did not take them as they are; they are kept in the data folder.</source>
        <translation>O banco de dados não os aceitou como estão; ficam guardados na pasta de dados.</translation>
    </message>
    <message>
        <source>%1 values</source>
        <translation>%1 valores</translation>
    </message>
    <message>
        <source>1 value</source>
        <translation>1 valor</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Separados</translation>
    </message>
    <message>
        <source>Values since the program started</source>
        <translation>Valores desde o início do programa</translation>
    </message>
    <message>
        <source>%1 values, %2</source>
        <translation>%1 valores, %2</translation>
    </message>
    <message>
        <source>In a file on this computer</source>
        <translation>Em um arquivo neste computador</translation>
    </message>
    <message>
        <source>In a database</source>
        <translation>Em um banco de dados</translation>
    </message>
    <message>
        <source>Waits on disk</source>
        <translation>Aguarda no disco</translation>
    </message>
    <message>
        <source>Nothing is written since</source>
        <translation>Nada é gravado desde</translation>
    </message>
    <message>
        <source>Last commit</source>
        <translation>Última gravação</translation>
    </message>
    <message>
        <source>Writer&apos;s queue, filled</source>
        <translation>Fila de gravação, ocupada</translation>
    </message>
    <message>
        <source>Every value</source>
        <translation>Cada valor</translation>
    </message>
    <message>
        <source>Ten minutes</source>
        <translation>Dez minutos</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Eventos</translation>
    </message>
    <message>
        <source>states, texts, conditions, gaps</source>
        <translation>estados, textos, condições, lacunas</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 a %2</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamanho</translation>
    </message>
    <message>
        <source>%1 of %2 free on its disk</source>
        <translation>%1 de %2 livres no disco</translation>
    </message>
    <message>
        <source>A day adds</source>
        <translation>Um dia acrescenta</translation>
    </message>
    <message>
        <source>measured over %1</source>
        <translation>medido em %1</translation>
    </message>
    <message>
        <source>nothing stored yet</source>
        <translation>nada gravado ainda</translation>
    </message>
    <message>
        <source>back to %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>Disk full in</source>
        <translation>Disco cheio em</translation>
    </message>
    <message>
        <source>said after an hour</source>
        <translation>dito após uma hora</translation>
    </message>
    <message>
        <source>levels off at %1</source>
        <translation>estabiliza em %1</translation>
    </message>
    <message>
        <source>at this rate</source>
        <translation>neste ritmo</translation>
    </message>
    <message>
        <source>each number as it came</source>
        <translation>cada número como veio</translation>
    </message>
    <message>
        <source>mean, lowest, highest</source>
        <translation>média, mínimo, máximo</translation>
    </message>
    <message>
        <source>The rest</source>
        <translation>O resto</translation>
    </message>
    <message>
        <source>log, names, latest values</source>
        <translation>registro, nomes, últimos valores</translation>
    </message>
    <message>
        <source>never</source>
        <comment>the disk is never full</comment>
        <translation>nunca</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Gravado</translation>
    </message>
    <message>
        <source>not by this window</source>
        <translation>não por esta janela</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>nada ainda</translation>
    </message>
    <message>
        <source>last %1</source>
        <comment>last time that something was written</comment>
        <translation>último %1</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>por segundo</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>Última cópia</translation>
    </message>
    <message>
        <source>%1 of one copied</source>
        <translation>%1 copiados</translation>
    </message>
    <message>
        <source>failed %1</source>
        <translation>falhou (%1)</translation>
    </message>
    <message>
        <source>next %1</source>
        <translation>próxima %1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>no backup</comment>
        <translation>nenhuma</translation>
    </message>
    <message>
        <source>How long the disk lasts is said once an hour has been collected.</source>
        <translation>Quanto tempo o disco dura será dito depois de uma hora de coleta.</translation>
    </message>
    <message>
        <source>The disk does not hold what is kept: free some space, or keep less.</source>
        <translation>O disco não comporta o que se guarda: libere espaço ou guarde menos.</translation>
    </message>
    <message>
        <source>At this rate the disk is full in about %1: free some space, keep less, or move the history.</source>
        <translation>Neste ritmo o disco estará cheio em cerca de %1: libere espaço, guarde menos ou mude o histórico de lugar.</translation>
    </message>
    <message>
        <source>How much room its server has is not known here.</source>
        <translation>Quanto espaço o servidor tem não se sabe aqui.</translation>
    </message>
    <message>
        <source>The disk lasts: %1 are free.</source>
        <translation>O disco basta: %1 estão livres.</translation>
    </message>
    <message>
        <source>%1 now</source>
        <translation>%1 agora</translation>
    </message>
    <message>
        <source>Its backups on the same disk will take about %1.</source>
        <translation>As cópias de segurança no mesmo disco ocuparão cerca de %1.</translation>
    </message>
    <message>
        <source>The history stays at about %1, because as much goes as comes.</source>
        <translation>O histórico fica em cerca de %1, pois sai tanto quanto entra.</translation>
    </message>
    <message>
        <source>The history grows to about %1 in %2; from then on as much goes as comes.</source>
        <translation>O histórico cresce até cerca de %1 em %2; daí em diante sai tanto quanto entra.</translation>
    </message>
    <message>
        <source>Samples with a time of their own: %1.</source>
        <translation>Sinais com prazo próprio: %1.</translation>
    </message>
    <message>
        <source>The times are those under store, retention in %1; a change counts from the next start.</source>
        <translation>Os prazos são os de store, retention em %1; uma mudança vale a partir do próximo início.</translation>
    </message>
    <message>
        <source>There is no site file, so it is kept for the usual times.</source>
        <translation>Não há arquivo da fábrica, por isso valem os prazos usuais.</translation>
    </message>
    <message>
        <source>Reaches back</source>
        <translation>Alcança</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>Guardado por</translation>
    </message>
    <message>
        <source>Levels off at</source>
        <translation>Estabiliza em</translation>
    </message>
</context>
<context>
    <name>StorePage</name>
    <message>
        <source>History</source>
        <translation>Histórico</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>O que contém</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Cópias de segurança</translation>
    </message>
    <message>
        <source>Where it lives</source>
        <translation>Onde fica</translation>
    </message>
    <message>
        <source>the history does not answer</source>
        <translation>o histórico não responde</translation>
    </message>
    <message>
        <source>asking the history</source>
        <translation>consultando o histórico</translation>
    </message>
    <message>
        <source>in a file, %1</source>
        <translation>em um arquivo, %1</translation>
    </message>
    <message>
        <source>%1 of the signals looked at</source>
        <translation>%1 dos sinais examinados</translation>
    </message>
    <message>
        <source>estimated %1</source>
        <translation>estimado: %1</translation>
    </message>
    <message>
        <source>The database has been away since %1. What comes waits on this computer&apos;s disk and is stored once it is back.</source>
        <translation>O banco de dados não responde desde %1. O que chega aguarda no disco deste computador e será gravado quando ele voltar.</translation>
    </message>
</context>
<context>
    <name>StorePhrases</name>
    <message>
        <source>1 day</source>
        <translation>1 dia</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n dia</numerusform>
            <numerusform>%n dias</numerusform>
        </translation>
    </message>
    <message>
        <source>1 month</source>
        <translation>1 mês</translation>
    </message>
    <message numerus="yes">
        <source>%n months</source>
        <translation>
            <numerusform>%n mês</numerusform>
            <numerusform>%n meses</numerusform>
        </translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 ano</translation>
    </message>
    <message numerus="yes">
        <source>%n years</source>
        <translation>
            <numerusform>%n ano</numerusform>
            <numerusform>%n anos</numerusform>
        </translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 hora</translation>
    </message>
    <message numerus="yes">
        <source>%n hours</source>
        <translation>
            <numerusform>%n hora</numerusform>
            <numerusform>%n horas</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>Fuso</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Máquina</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Sinal</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unidade</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualidade</translation>
    </message>
    <message>
        <source>good</source>
        <translation>boa</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>indisponível</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>incerta</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>ruim</translation>
    </message>
</context>
<context>
    <name>Today</name>
    <message>
        <source>Today</source>
        <translation>Hoje</translation>
    </message>
    <message>
        <source>Asking the history…</source>
        <translation>Consultando o histórico…</translation>
    </message>
    <message>
        <source>The history cannot be read; trying again</source>
        <translation>O histórico não pode ser lido; tentando de novo</translation>
    </message>
    <message>
        <source>No history</source>
        <translation>Sem histórico</translation>
    </message>
    <message>
        <source>coverage %1</source>
        <translation>cobertura %1</translation>
    </message>
    <message>
        <source>States of today</source>
        <translation>Estados de hoje</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>%1 of %2 machines</source>
        <translation>%1 de %2 máquinas</translation>
    </message>
    <message>
        <source>1 machine</source>
        <translation>1 máquina</translation>
    </message>
    <message>
        <source>%1 machines</source>
        <translation>%1 máquinas</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Limpar filtros</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filtros</translation>
    </message>
    <message>
        <source>last 8 h, now</source>
        <translation>últimas 8 h, agora</translation>
    </message>
    <message>
        <source>normal band</source>
        <translation>faixa normal</translation>
    </message>
    <message>
        <source>feed 100 %</source>
        <translation>avanço 100 %</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Tela cheia</translation>
    </message>
    <message>
        <source>worst first</source>
        <translation>piores primeiro</translation>
    </message>
    <message>
        <source>by name</source>
        <translation>por nome</translation>
    </message>
    <message>
        <source>by plant and cell</source>
        <translation>por planta e célula</translation>
    </message>
    <message>
        <source>small</source>
        <translation>pequeno</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>médio</translation>
    </message>
    <message>
        <source>large</source>
        <translation>grande</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Ordem</translation>
    </message>
    <message>
        <source>Next order (%1)</source>
        <translation>Próxima ordem (%1)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamanho</translation>
    </message>
    <message>
        <source>Larger or smaller tiles (%1)</source>
        <translation>Cartões maiores ou menores (%1)</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Tools</source>
        <translation>Ferramentas</translation>
    </message>
    <message>
        <source>cannot be read now, may be old</source>
        <translation>sem leitura, talvez antigas</translation>
    </message>
    <message>
        <source>life left</source>
        <translation>vida restante</translation>
    </message>
    <message>
        <source>life used</source>
        <translation>vida usada</translation>
    </message>
    <message>
        <source>the warning</source>
        <translation>aviso</translation>
    </message>
    <message>
        <source>life used, tick at %1</source>
        <translation>vida usada, marca: %1</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>Quebrada</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Vencida</translation>
    </message>
    <message>
        <source>Used up</source>
        <translation>Esgotada</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 peça</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 peças</translation>
    </message>
    <message>
        <source>pot</source>
        <translation>posição</translation>
    </message>
    <message>
        <source>station</source>
        <translation>estação</translation>
    </message>
    <message>
        <source>crib</source>
        <translation>almoxarifado</translation>
    </message>
    <message>
        <source>serial %1</source>
        <translation>série %1</translation>
    </message>
    <message>
        <source>%1 used, no end set</source>
        <translation>%1 de uso, sem fim definido</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>ainda %1</translation>
    </message>
    <message>
        <source>%1 used</source>
        <translation>%1 de uso</translation>
    </message>
    <message>
        <source>warning from %1</source>
        <translation>aviso a partir de %1</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Wall</source>
        <translation>Painel</translation>
    </message>
    <message>
        <source>Machines</source>
        <translation>Máquinas</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Conexões</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Histórico</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>Tendências</translation>
    </message>
</context>
<context>
    <name>Trend</name>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programa</translation>
    </message>
    <message>
        <source>normal %1–%2</source>
        <translation>normal %1–%2</translation>
    </message>
    <message>
        <source>gap %1, %2 lost</source>
        <translation>lacuna %1, %2 perdidas</translation>
    </message>
    <message>
        <source>gap %1</source>
        <translation>lacuna %1</translation>
    </message>
    <message>
        <source>no link %1</source>
        <translation>sem conexão %1</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>limite %1</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>Falha</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>mais %1</translation>
    </message>
    <message>
        <source>unknown machine</source>
        <translation>máquina desconhecida</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>não informado</translation>
    </message>
    <message>
        <source>%1 of %2 unknown</source>
        <translation>desconhecidos: %1 de %2</translation>
    </message>
    <message>
        <source>Line: middle of each column; band: from minimum to maximum; hatched: no data; dashed: limit</source>
        <translation>Linha: meio de cada coluna; faixa: do mínimo ao máximo; hachurado: sem dados; tracejado: limite</translation>
    </message>
    <message>
        <source>Loading the chart…</source>
        <translation>Carregando o gráfico…</translation>
    </message>
</context>
<context>
    <name>TrendChart</name>
    <message>
        <source>Trend</source>
        <translation>Tendência</translation>
    </message>
</context>
<context>
    <name>TrendControls</name>
    <message>
        <source>Trend</source>
        <translation>Tendência</translation>
    </message>
    <message>
        <source>How much time the trend shows</source>
        <translation>Quanto tempo a tendência mostra</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Ao vivo</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Whether the trend follows the present</source>
        <translation>Se a tendência acompanha o presente</translation>
    </message>
</context>
<context>
    <name>TrendPanel</name>
    <message>
        <source>%1, from %2 to %3</source>
        <translation>%1, de %2 a %3</translation>
    </message>
    <message>
        <source>The history cannot be read; trying again</source>
        <translation>O histórico não pode ser lido; tentando de novo</translation>
    </message>
    <message>
        <source>No signal chosen: mark up to four in the list of live values</source>
        <translation>Nenhum sinal escolhido: marque até quatro na lista de valores ao vivo</translation>
    </message>
    <message>
        <source>No history: the trend begins now</source>
        <translation>Sem histórico: a tendência começa agora</translation>
    </message>
    <message>
        <source>Asking the history…</source>
        <translation>Consultando o histórico…</translation>
    </message>
    <message>
        <source>min to max per pixel, line in the middle</source>
        <translation>mín. a máx. por pixel, linha no meio</translation>
    </message>
    <message>
        <source>No signal yet: add up to four at the left</source>
        <translation>Nenhum sinal ainda: adicione até quatro à esquerda</translation>
    </message>
</context>
<context>
    <name>TrendsPage</name>
    <message>
        <source>Trends</source>
        <translation>Tendências</translation>
    </message>
</context>
<context>
    <name>Values</name>
    <message>
        <source>no entries</source>
        <translation>sem entradas</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>e mais %1</translation>
    </message>
</context>
<context>
    <name>ValuesModel</name>
    <message>
        <source>%1 more</source>
        <translation>mais %1</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Mostrar menos</translation>
    </message>
    <message>
        <source>above %1</source>
        <translation>acima de %1</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>abaixo de %1</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>indisponível</translation>
    </message>
    <message>
        <source>in the trend</source>
        <translation>na tendência</translation>
    </message>
    <message>
        <source>Never reported</source>
        <translation>Nunca informado</translation>
    </message>
    <message>
        <source>Unavailable since %1 (%2)</source>
        <translation>Indisponível desde %1 (%2)</translation>
    </message>
    <message>
        <source>Reported %1, %2 ago</source>
        <translation>Informado às %1, há %2</translation>
    </message>
    <message>
        <source>Uncertain: the machine contradicts itself</source>
        <translation>Incerto: a máquina se contradiz</translation>
    </message>
    <message>
        <source>The source sent something that is no value of this signal</source>
        <translation>A fonte enviou algo que não é valor deste sinal</translation>
    </message>
</context>
<context>
    <name>Wall</name>
    <message>
        <source>%1 since %2</source>
        <translation>%1 desde %2</translation>
    </message>
    <message>
        <source>data %1 old</source>
        <translation>dados de %1 atrás</translation>
    </message>
    <message>
        <source>the source contradicts itself</source>
        <translation>a fonte se contradiz</translation>
    </message>
</context>
<context>
    <name>WallPage</name>
    <message>
        <source>Parts</source>
        <translation>Peças</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Carga</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Avanço</translation>
    </message>
    <message>
        <source>Machines</source>
        <translation>Máquinas</translation>
    </message>
    <message>
        <source>No machine matches the filters</source>
        <translation>Nenhuma máquina corresponde aos filtros</translation>
    </message>
    <message>
        <source>Waiting for the first data</source>
        <translation>Aguardando os primeiros dados</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Limpar filtros</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Escuro</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Wall board, full screen</source>
        <translation>Painel em tela cheia</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Sair</translation>
    </message>
</context>
</TS>
